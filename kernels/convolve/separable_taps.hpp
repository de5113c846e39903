// The taps of a SeparableKernel as convolve_separable() uses them.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/convolve/separable.hpp"

namespace tbbimg {

/// Fixed point of kWeightBits; taps have been divided by 1 << scale_bits, so that those above 2 fit.
struct AxisTaps {
  std::vector<std::int16_t> values;
  int scale_bits = 0;

  [[nodiscard]] int radius() const noexcept { return static_cast<int>(values.size() / 2); }
};

enum class SeparableKind : std::uint8_t {
  any,
  smooth,  ///< symmetric, without negative taps, the same along both axes, with a sum of exactly 1
  box,     ///< that, and all taps equal: a running sum may stand for them
};

struct SeparableKernel::Taps {
  AxisTaps horizontal;
  AxisTaps vertical;
  SeparableKind kind = SeparableKind::any;
  double sigma = 0;                      ///< the standard deviation of a Gaussian; 0 for other kernels
  std::vector<float> horizontal_floats;  ///< as they were given, for 16 bits
  std::vector<float> vertical_floats;
};

}  // namespace tbbimg
