// Unsharp masking on one level's registers; unsharp_ref.hpp is the specification.
#pragma once

#include "kernels/convolve/separable-inl.hpp"
#include "kernels/convolve/unsharp_ref.hpp"

namespace tbbimg {
namespace {

inline I16 unsharp_samples(const UnsharpPass& pass, std::size_t i, I16 original) noexcept {
  const U16 bias(static_cast<std::uint16_t>(convolve_bias_ref(pass.taps.radius)));
  const I16 blurred = as_signed(convolve_sums(pass.source + i, pass.taps, pass.channels, bias));
  const I16 difference = (original << kConvolveFractionBits) - blurred;
  const I16 size = xsimd::max(difference, I16(std::int16_t{0}) - difference);
  const I16 scaled = multiply_high(difference, I16(static_cast<std::int16_t>(pass.amount)));
  const I16 added = xsimd::select(size < I16(static_cast<std::int16_t>(pass.threshold)), I16(std::int16_t{0}), scaled);
  const I16 half(static_cast<std::int16_t>(1 << (pass.fraction_bits - 1)));
  return ((original << pass.fraction_bits) + added + half) >> pass.fraction_bits;
}

inline void unsharp_block(const UnsharpPass& pass, std::size_t i) noexcept {
  const I16 low = as_signed(load_widened(pass.original + i));
  const I16 high = as_signed(load_widened(pass.original + i + U16::size));
  store_batch(pass.destination + i,
              narrow_in_order(unsharp_samples(pass, i, low), unsharp_samples(pass, i + U16::size, high)));
}

inline void unsharp_simd(const UnsharpPass& pass) {
  std::size_t i = 0;
  for (; i + kBytes <= pass.bytes; i += kBytes) unsharp_block(pass, i);
  if (i < pass.bytes && pass.bytes >= kBytes) {
    unsharp_block(pass, pass.bytes - kBytes);
  } else {
    unsharp_rest_ref(pass, i);
  }
}

}  // namespace
}  // namespace tbbimg
