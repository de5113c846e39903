// The specification of the horizontal pass of unsharp masking; the vertical one is that of a Gaussian.
#pragma once

#include "kernels/convolve/separable_ref.hpp"

namespace tbbimg {
namespace {

// Elements [first, pass.bytes).
inline void unsharp_rest_ref(const UnsharpPass& pass, std::size_t first) {
  for (std::size_t i = first; i < pass.bytes; ++i) {
    const int original = pass.original[i];
    const int blurred = static_cast<int>(
        convolve_sum_ref(pass.source + i, pass.taps, pass.channels, convolve_bias_ref(pass.taps.radius)));
    const int difference = (original << kConvolveFractionBits) - blurred;
    const int size = difference < 0 ? -difference : difference;
    const int added = size < pass.threshold ? 0 : (difference * pass.amount) >> 16;
    const int sum = ((original << pass.fraction_bits) + added + (1 << (pass.fraction_bits - 1))) >> pass.fraction_bits;
    pass.destination[i] = static_cast<std::uint8_t>(sum < 0 ? 0 : sum > 255 ? 255 : sum);
  }
}

inline void unsharp_ref(const UnsharpPass& pass) { unsharp_rest_ref(pass, 0); }

}  // namespace
}  // namespace tbbimg
