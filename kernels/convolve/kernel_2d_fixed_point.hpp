// The weights of a Kernel2D as convolve_2d() uses them.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/convolve/kernel_2d.hpp"

namespace tbbimg {

/// Weights times 1 << fraction_bits, rounded. A weight beyond 16 bits is spread over several layers, which are added.
struct Kernel2D::FixedPoint {
  Size size;
  int fraction_bits = 0;
  std::int32_t offset = 0;  ///< the bias plus a half, for rounding, in fixed point
  bool narrow = false;      ///< weights fit into 8 bits, and every sum into 16
  std::vector<std::vector<std::int16_t>> layers;
  std::vector<float> weights;  ///< over the divisor, row by row, for 16 bits
  float bias = 0;              ///< in levels of 16 bits
};

}  // namespace tbbimg
