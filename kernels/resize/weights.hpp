// The source samples, and their weights, that make each output sample along one axis.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/resize/resize.hpp"

namespace tbbimg {

/// Every output has the same number of taps; those that it does not need have weight 0.
struct AxisWeights {
  int taps = 0;
  std::vector<std::int32_t> starts;  ///< first source sample of each output; start + taps <= source size
  std::vector<float> weights;        ///< `taps` for each output, summing to 1
};

/// The samples that are resampled along one axis: `length` of `size`, from `begin` on.
struct AxisSpan {
  int size;
  double begin;
  double length;
};

/// `filter` is not nearest; sizes are above 0. Throws std::bad_alloc and std::length_error.
/// Complexity: proportional to the larger side times the support, with two sines per output and not per tap.
[[nodiscard]] AxisWeights make_axis_weights(AxisSpan source, int destination, ResizeFilter filter);

/// For nearest: the samples under the centres of the outputs, as starts without weights. Throws as above.
[[nodiscard]] AxisWeights make_nearest_starts(AxisSpan source, int destination);

/// The weights in fixed point of kWeightBits, `padded_taps` (>= taps) for each output. They sum to exactly
/// 1 << kWeightBits: the rounding error of each is carried to the next.
[[nodiscard]] std::vector<std::int16_t> to_fixed_point(const AxisWeights& axis, int padded_taps);

/// Source sample whose area holds the centre of output `index`. Exact for a whole image.
[[nodiscard]] int nearest_sample(int index, AxisSpan source, int destination) noexcept;

}  // namespace tbbimg
