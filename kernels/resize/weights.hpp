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

/// `filter` is not nearest; sizes are above 0. Throws std::bad_alloc and std::length_error.
/// Complexity: proportional to the larger side times the support, with two sines per output and not per tap.
[[nodiscard]] AxisWeights make_axis_weights(int source, int destination, ResizeFilter filter);

/// The same in fixed point of kWeightBits, each output's `padded_taps` >= taps weights summing exactly to 1 <<
/// kWeightBits: the rounding error of each is carried to the next.
[[nodiscard]] std::vector<std::int16_t> to_fixed_point(const AxisWeights& axis, int padded_taps);

/// Source sample whose area holds the centre of output `index`: what nearest takes.
[[nodiscard]] constexpr int nearest_sample(int index, int source, int destination) noexcept {
  return static_cast<int>((2 * std::int64_t{index} + 1) * source / (2 * std::int64_t{destination}));
}

}  // namespace tbbimg
