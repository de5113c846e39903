// The specification of symmetric convolution without negative taps, for formats without alpha.
//
// Samples have kConvolveFractionBits; products keep their upper 16 bits, so that a level needs only unsigned 16-bit
// lanes. Each product loses half a unit on the average, which the sum starts with.
#pragma once

#include "kernels/convolve/table.hpp"

namespace tbbimg {
namespace {

// Weights as SymmetricTaps has them: four times the 14-bit tap for the sum of two samples, and for the centre twice the
// tap for twice the sample, so that a tap of one, 1 << 14, still fits.
inline std::uint32_t convolve_bias_ref(int radius) { return static_cast<std::uint32_t>(radius + 1) / 2; }

// Elements [first, bytes).
inline void vertical_rest_ref(const std::uint8_t* const* rows, SymmetricTaps taps, std::size_t first, std::size_t bytes,
                              std::uint16_t* destination) {
  for (std::size_t i = first; i < bytes; ++i) {
    std::uint32_t sum = convolve_bias_ref(taps.radius);
    sum += ((static_cast<std::uint32_t>(rows[taps.radius][i]) << (kConvolveFractionBits + 1)) * taps.weights[0]) >> 16;
    for (int k = 1; k <= taps.radius; ++k) {
      const auto pair = static_cast<std::uint32_t>(rows[taps.radius - k][i] + rows[taps.radius + k][i]);
      sum += ((pair << kConvolveFractionBits) * taps.weights[k]) >> 16;
    }
    destination[i] = static_cast<std::uint16_t>(sum);
  }
}

inline void vertical_ref(const std::uint8_t* const* rows, SymmetricTaps taps, std::size_t bytes,
                         std::uint16_t* destination) {
  vertical_rest_ref(rows, taps, 0, bytes, destination);
}

inline std::uint32_t convolve_rounding_bias_ref(int radius) {
  return convolve_bias_ref(radius) + (1U << (kConvolveFractionBits - 1));
}

// One element of a row, kConvolveFractionBits.
inline std::uint32_t convolve_sum_ref(const std::uint16_t* source, SymmetricTaps taps, std::ptrdiff_t channels,
                                      std::uint32_t bias) {
  std::uint32_t sum = bias + ((2 * std::uint32_t{source[0]} * taps.weights[0]) >> 16);
  for (std::ptrdiff_t k = 1; k <= taps.radius; ++k) {
    const std::uint32_t pair = std::uint32_t{source[-k * channels]} + source[k * channels];
    sum += (pair * taps.weights[k]) >> 16;
  }
  return sum;
}

// Elements [first, bytes).
inline void horizontal_rest_ref(const std::uint16_t* source, SymmetricTaps taps, int channels, std::size_t first,
                                std::size_t bytes, std::uint8_t* destination) {
  for (std::size_t i = first; i < bytes; ++i) {
    const std::uint32_t sum = convolve_sum_ref(source + i, taps, channels, convolve_rounding_bias_ref(taps.radius));
    const std::uint32_t value = sum >> kConvolveFractionBits;
    destination[i] = static_cast<std::uint8_t>(value > 255 ? 255 : value);
  }
}

inline void horizontal_ref(const std::uint16_t* source, SymmetricTaps taps, int channels, std::size_t bytes,
                           std::uint8_t* destination) {
  horizontal_rest_ref(source, taps, channels, 0, bytes, destination);
}

}  // namespace
}  // namespace tbbimg
