// What a Kernel2D holds.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/convolve/kernel_2d.hpp"

namespace tbbimg {

/// Weights times 1 << fraction_bits, rounded. A weight beyond 16 bits is spread over several layers, which are added.
struct Kernel2D::FixedPoint {
  Size size;
  int fraction_bits = 0;
  std::int32_t offset = 0;  ///< the bias in fixed point, and a half, for rounding
  bool narrow = false;      ///< weights fit into 8 bits, and every sum into 16
  std::vector<std::vector<std::int16_t>> layers;
};

}  // namespace tbbimg
