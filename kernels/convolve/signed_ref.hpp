// The specification of the pass along rows of a convolution with any taps. Sums of 32 bits are exact.
#pragma once

#include "kernels/convolve/table.hpp"

namespace tbbimg {
namespace {

inline void signed_horizontal_ref(const SignedPass& pass) {
  for (std::size_t i = 0; i < pass.samples; ++i) {
    std::int32_t sum = 1 << (pass.shift - 1);
    for (std::ptrdiff_t k = 0; k < pass.taps; ++k) {
      sum += pass.weights[k] * pass.source[static_cast<std::ptrdiff_t>(i) + k * pass.channels];
    }
    const std::int32_t value = sum >> pass.shift;
    pass.destination[i] = static_cast<std::uint8_t>(value < 0 ? 0 : value > 255 ? 255 : value);
  }
}

}  // namespace
}  // namespace tbbimg
