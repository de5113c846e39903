// The primitives of enhancement.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tbbimg {

/// Histograms of neighbours, so that equal values do not wait for each other's increment.
inline constexpr std::size_t kHistogramCopies = 4;

/// Fractional bits of CLAHE's tables and weights. Tables hold at most 255 << kClaheFractionBits, which a signed
/// multiplication takes.
inline constexpr int kClaheFractionBits = 7;
inline constexpr int kClaheWeightBits = 14;

/// Pixels between two columns of tile centres.
struct ClaheSpan {
  const std::uint8_t* source;  ///< gray
  std::uint8_t* destination;
  std::size_t pixels;
  const std::uint32_t* pairs;   ///< clahe_pairs() of the four tables around
  const std::int16_t* weights;  ///< a pair per pixel, for left and right, that sums to 1 << kClaheWeightBits
};

struct EnhanceTable {
  /// bins[(copy * 4 + channel) * 256 + value] += how often; any copy may count a pixel. The last of 2 or 4 channels is
  /// alpha: pixels in which it is 0 are not counted.
  void (*count_values)(const std::uint8_t* source, std::size_t pixels, std::size_t channels, std::uint32_t* bins);

  /// Adds new_luma[x] - luma[x] to the three colours of pixel x, clamped; alpha is copied. May work in place.
  void (*shift_rgb)(const std::uint8_t* source, const std::uint8_t* luma, const std::uint8_t* new_luma,
                    std::uint8_t* destination, std::size_t pixels);
  void (*shift_rgba)(const std::uint8_t* source, const std::uint8_t* luma, const std::uint8_t* new_luma,
                     std::uint8_t* destination, std::size_t pixels);

  /// `tables`: upper left, upper right, lower left, lower right, of 256 entries each. pairs[value]: what a row between
  /// them makes of a value on the left and, 16 bits up, on the right. The weights sum to 1 << kClaheWeightBits.
  void (*clahe_pairs)(const std::uint16_t* const* tables, int weight_above, int weight_below, std::uint32_t* pairs);
  void (*clahe_span)(const ClaheSpan& span);
};

/// Every entry of the table, in its order: see kernels/arch/instance.hpp.
#define TBBIMG_ENTRIES_enhance(SIMD, REFERENCE) \
  SIMD(count_values)                            \
  SIMD(shift_rgb)                               \
  SIMD(shift_rgba)                              \
  SIMD(clahe_pairs)                             \
  SIMD(clahe_span)

}  // namespace tbbimg
