// Which source samples make each output sample along one axis, and how much of each.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/resize/resize.hpp"

namespace tbbimg {

/// The same number of taps for every output; those that an output does not need have weight 0.
struct AxisWeights {
  int taps = 0;
  std::vector<std::int32_t> starts;  ///< first source sample of each output; start + taps <= source size
  std::vector<float> weights;        ///< `taps` for each output, summing to 1
};

/// What is resampled along one axis: `length` of `size` samples, from `begin` on.
struct AxisSpan {
  int size;
  double begin;
  double length;
};

/// `filter` is not nearest; sizes are above 0. Throws std::bad_alloc and std::length_error.
/// Complexity: proportional to the larger side times the support, with two sines per output and not per tap.
[[nodiscard]] AxisWeights make_axis_weights(AxisSpan source, int destination, ResizeFilter filter);

/// The samples under the centres of the outputs, which is what nearest takes, as starts without weights. Throws
/// likewise.
[[nodiscard]] AxisWeights make_nearest_starts(AxisSpan source, int destination);

/// The same in fixed point of kWeightBits, each output's `padded_taps` >= taps weights summing exactly to 1 <<
/// kWeightBits: the rounding error of each is carried to the next.
[[nodiscard]] std::vector<std::int16_t> to_fixed_point(const AxisWeights& axis, int padded_taps);

/// Source sample whose area holds the centre of output `index`. Exact for a whole image.
[[nodiscard]] int nearest_sample(int index, AxisSpan source, int destination) noexcept;

}  // namespace tbbimg
