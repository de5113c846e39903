// The specification of convolution with a matrix.
//
// Rows come in pairs, their bytes interleaved, and two output rows are made at once: a matrix with an odd number of
// rows then covers (rows + 1) / 2 whole pairs, of which each is loaded once for both outputs. Sums are exact, so that
// rows may be paired from any first row on.
#pragma once

#include "kernels/convolve/table.hpp"

namespace tbbimg {
namespace {

inline void interleave_rows_ref(const std::uint8_t* first, const std::uint8_t* second, std::size_t bytes,
                                std::uint8_t* pairs) {
  for (std::size_t i = 0; i < bytes; ++i) {
    pairs[2 * i] = first[i];
    pairs[2 * i + 1] = second[i];
  }
}

inline std::uint8_t clamp_to_byte_ref(std::int32_t value) {
  return static_cast<std::uint8_t>(value < 0 ? 0 : value > 255 ? 255 : value);
}

inline void convolve_pairs_ref(const PairConvolution& job) {
  for (std::size_t i = 0; i < job.samples; ++i) {
    std::int32_t first = job.offset;
    std::int32_t second = job.offset;
    for (int t = 0; t < job.tap_count; ++t) {
      const PairTap& tap = job.taps[t];
      const int upper = tap.pairs[2 * i];
      const int lower = tap.pairs[2 * i + 1];
      first += upper * tap.first[0] + lower * tap.first[1];
      second += upper * tap.second[0] + lower * tap.second[1];
    }
    job.first[i] = clamp_to_byte_ref(first >> job.shift);
    job.second[i] = clamp_to_byte_ref(second >> job.shift);
  }
}

inline constexpr auto* convolve_pairs_wide_ref = convolve_pairs_ref;
inline constexpr auto* convolve_pairs_narrow_ref = convolve_pairs_ref;

// Without bytes_per_pixel() and its like, whose inline definitions could be emitted as weak symbols.
inline std::size_t alpha_bytes_ref(PixelFormat format) { return static_cast<int>(format) < 4 ? 1 : 2; }
inline std::size_t alpha_pixel_bytes_ref(PixelFormat format) {
  return (static_cast<std::size_t>(format) % 4 + 1) * alpha_bytes_ref(format);
}

// Begins at byte `begin`, the first of a pixel.
inline void copy_alpha_rest_ref(const std::uint8_t* source, PixelFormat format, std::size_t begin, std::size_t bytes,
                                std::uint8_t* destination) {
  const std::size_t step = alpha_pixel_bytes_ref(format);
  const std::size_t size = alpha_bytes_ref(format);
  for (std::size_t i = begin + step - size; i < bytes; i += step) {
    for (std::size_t k = 0; k < size; ++k) destination[i + k] = source[i + k];
  }
}

inline void copy_alpha_ref(const std::uint8_t* source, PixelFormat format, std::size_t bytes,
                           std::uint8_t* destination) {
  copy_alpha_rest_ref(source, format, 0, bytes, destination);
}

}  // namespace
}  // namespace tbbimg
