// The primitives of convolution.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/simd/level_tables.hpp"
#include "kernels/simd/row_slack.hpp"

namespace tbbimg {

/// Fractional bits of the 16-bit rows between the passes.
inline constexpr int kConvolveFractionBits = 7;

/// A symmetric kernel without negative taps: weights[k] belongs to the rows or pixels k before and k behind.
struct SymmetricTaps {
  const std::uint16_t* weights;  ///< radius + 1, fixed point: see kernels/convolve/separable_ref.hpp
  int radius;
};

/// The mean of `count` samples, fixed point: see kernels/convolve/box_ref.hpp.
struct BoxMean {
  int count;                 ///< 2 radius + 1
  int fraction_bits;         ///< of the rows between the passes: what 16 bits leave for a sum of `count` samples
  int reciprocal_shift;      ///< floor(log2(count))
  std::uint16_t reciprocal;  ///< 2^(16 + reciprocal_shift) / count, rounded
};

struct ConvolveTable {
  /// `rows`: 2 radius + 1 pointers, and the row to prefetch. u8 to u16 with kConvolveFractionBits.
  void (*vertical)(const std::uint8_t* const* rows, SymmetricTaps taps, std::size_t bytes, std::uint16_t* destination);
  /// `source` points at the first pixel; radius * channels elements are readable before and behind the row.
  void (*horizontal)(const std::uint16_t* source, SymmetricTaps taps, int channels, std::size_t bytes,
                     std::uint8_t* destination);

  /// sums[i] += entering[i] - leaving[i], and the mean of that, with mean.fraction_bits, to `destination`. `upcoming`
  /// is the row to prefetch.
  void (*box_vertical)(std::uint16_t* sums, const std::uint8_t* entering, const std::uint8_t* leaving,
                       const std::uint8_t* upcoming, std::size_t bytes, const BoxMean& mean,
                       std::uint16_t* destination);
  /// `row` points at the first pixel; mean.count / 2 pixels and kRowSlack elements are readable before and behind the
  /// row. `scratch` has room for all that. `channels` is 1 or 3.
  void (*box_horizontal)(const std::uint16_t* row, std::uint16_t* scratch, const BoxMean& mean, int channels,
                         std::size_t bytes, std::uint8_t* destination);
};

TBBIMG_LEVEL_TABLES(ConvolveTable, kConvolveTable);

}  // namespace tbbimg
