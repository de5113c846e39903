// Symmetric convolution on one level's registers; separable_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/convolve/separable_ref.hpp"

namespace tbbimg {
namespace {

// kBytes columns. Pairs come with 6 fractional bits, so that their weight is doubled: the same product.
inline void convolve_columns(const std::uint8_t* const* rows, SymmetricTaps taps, std::size_t column,
                             std::uint16_t* destination) {
  const U8 centre = load_batch<U8>(rows[taps.radius] + column);
  const U16 weight(taps.weights[0]);
  const U16 bias(static_cast<std::uint16_t>(convolve_bias_ref(taps.radius)));
  U16 low = bias + multiply_high(widen_low(centre) << (kConvolveFractionBits + 1), weight);
  U16 high = bias + multiply_high(widen_high(centre) << (kConvolveFractionBits + 1), weight);
  for (int k = 1; k <= taps.radius; ++k) {
    const U16Halves sums =
        sum_with_6_bits(load_batch<U8>(rows[taps.radius - k] + column), load_batch<U8>(rows[taps.radius + k] + column));
    const U16 doubled(static_cast<std::uint16_t>(2 * taps.weights[k]));
    low += multiply_high(sums.low, doubled);
    high += multiply_high(sums.high, doubled);
  }
  store_in_order(destination + column, low, high);
}

inline void vertical_simd(const std::uint8_t* const* rows, SymmetricTaps taps, std::size_t bytes,
                          std::uint16_t* destination) {
  std::size_t i = 0;
  const std::uint8_t* const upcoming = rows[2 * taps.radius + 1];
  for (; i + kBytes <= bytes; i += kBytes) {
    if (i % kCacheLine == 0) prefetch(upcoming + i);
    convolve_columns(rows, taps, i, destination);
  }
  if (i < bytes && bytes >= kBytes) {
    convolve_columns(rows, taps, bytes - kBytes, destination);
  } else {
    vertical_rest_ref(rows, taps, i, bytes, destination);
  }
}

inline U16 convolve_sums(const std::uint16_t* source, SymmetricTaps taps, std::ptrdiff_t channels, U16 bias) noexcept {
  const U16 centre = load_batch<U16>(source);
  U16 sum = bias + multiply_high(centre + centre, U16(taps.weights[0]));
  for (std::ptrdiff_t k = 1; k <= taps.radius; ++k) {
    const U16 pair = load_batch<U16>(source - k * channels) + load_batch<U16>(source + k * channels);
    sum += multiply_high(pair, U16(taps.weights[k]));
  }
  return sum;
}

inline U16 convolve_samples(const std::uint16_t* source, SymmetricTaps taps, std::ptrdiff_t channels) noexcept {
  const U16 bias(static_cast<std::uint16_t>(convolve_rounding_bias_ref(taps.radius)));
  return convolve_sums(source, taps, channels, bias) >> kConvolveFractionBits;
}

inline void convolve_block(const std::uint16_t* source, SymmetricTaps taps, int channels, std::uint8_t* destination) {
  prefetch_for_writing(destination + kWriteAhead);
  store_batch(destination, narrow_in_order(as_signed(convolve_samples(source, taps, channels)),
                                           as_signed(convolve_samples(source + U16::size, taps, channels))));
}

inline void horizontal_simd(const std::uint16_t* source, SymmetricTaps taps, int channels, std::size_t bytes,
                            std::uint8_t* destination) {
  std::size_t i = 0;
  for (; i + kBytes <= bytes; i += kBytes) convolve_block(source + i, taps, channels, destination + i);
  if (i < bytes && bytes >= kBytes) {
    convolve_block(source + bytes - kBytes, taps, channels, destination + bytes - kBytes);
  } else {
    horizontal_rest_ref(source, taps, channels, i, bytes, destination);
  }
}

}  // namespace
}  // namespace tbbimg
