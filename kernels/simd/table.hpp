// What one SIMD level offers: the row-level primitives that the public kernel functions are made of.
//
// Everything here is plain data, because objects compiled with a level's flags may hold nothing else. A primitive reads
// and writes only the bytes named in its comment; pointers need no alignment; `*_ref.hpp` beside each algorithm is its
// specification, and all levels give the same bits.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/image/pixel_format.hpp"
#include "kernels/simd/level.hpp"

namespace tbbimg {

/// Elements that must be readable behind the last one of an intermediate row (never of a view): a level may load whole
/// registers there, whose surplus meets zero weights or is not used.
inline constexpr std::size_t kRowSlack = 128;

/// Fractional bits of the 16-bit intermediate rows.
inline constexpr int kResizeFractionBits = 6;
inline constexpr int kConvolveFractionBits = 7;
/// Fractional bits of fixed-point weights.
inline constexpr int kWeightBits = 14;
/// Largest resize_tap_multiple() of any level.
inline constexpr int kMaxTapMultiple = 32;

/// u8 rows to i16 rows with kResizeFractionBits: out[y][i] = sum of weights[y][k] * rows[starts[y] + k][i].
struct VerticalPass {
  const std::uint8_t* const* rows;  ///< also those that only the padding of `taps` reaches: their weights are 0
  int row_count;                    ///< those behind the last that is used here are soon to be: they are prefetched
  const std::int32_t* starts;       ///< index into `rows` of each output row's first
  const std::int16_t* weights;
  std::size_t weights_stride;  ///< from one output row's to the next's; 0 if all share the same
  int taps;                    ///< even
  std::size_t width;           ///< bytes of a source row, elements of an output row
  std::int16_t* destination;
  std::size_t destination_stride;  ///< elements
  int height;                      ///< output rows
};

/// i16 rows of VerticalPass to u8 rows: pixel x is the sum of weights[x][k] * source pixel (starts[x] + k).
struct HorizontalPass {
  const std::int16_t* source;  ///< kRowSlack behind the last element that a weight reaches
  std::size_t source_stride;   ///< elements
  const std::int32_t* starts;
  const std::int16_t* weights;
  std::size_t weights_stride;  ///< from one output pixel's to the next's; 0 if all share the same
  int taps;                    ///< a multiple of KernelTable::resize_tap_multiple()
  int channels;                ///< 1 or 3
  int width;                   ///< output pixels
  std::uint8_t* destination;
  std::ptrdiff_t destination_stride;  ///< bytes
  int height;                         ///< rows
};

/// u8 rows to one row of four floats per pixel, colours premultiplied: see kernels/resize/premultiplied_ref.hpp.
struct PremultipliedVerticalPass {
  const std::uint8_t* const* rows;  ///< `taps` of them
  const float* weights;
  int taps;
  PixelFormat format;  ///< of 8 bits
  std::size_t width;   ///< pixels
  float* destination;
};

/// A row of PremultipliedVerticalPass to u8 pixels with straight alpha.
struct PremultipliedHorizontalPass {
  const float* source;
  const std::int32_t* starts;  ///< first source pixel of each output pixel
  const float* weights;
  std::size_t weights_stride;  ///< from one output pixel's to the next's; 0 if all share the same
  int taps;
  PixelFormat format;
  std::size_t width;  ///< output pixels
  std::uint8_t* destination;
};

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

struct KernelTable {
  SimdLevel level;

  /// Per byte i: clamp(clamp(source[i] + add[i % 4]) - subtract[i % 4]). May work in place.
  void (*brighten)(const std::uint8_t* source, std::uint8_t* destination, std::size_t bytes, const std::uint8_t* add,
                   const std::uint8_t* subtract);

  void (*grayscale_rgb)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels);
  void (*grayscale_rgba)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels);

  /// `background` has three bytes.
  void (*flatten_rgba)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                       const std::uint8_t* background);
  void (*flatten_gray_alpha)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                             std::uint8_t background);

  /// The pixels of a row in the opposite order.
  void (*reverse_pixels)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                         int bytes_per_pixel);
  /// Pixel (x, y) of the destination, of `width` x `height`, is pixel (y, x) of the source. Strides may be negative.
  void (*transpose)(const std::uint8_t* source, std::ptrdiff_t source_stride, std::uint8_t* destination,
                    std::ptrdiff_t destination_stride, int width, int height, int bytes_per_pixel);

  int resize_tap_multiple_gray;
  int resize_tap_multiple_rgb;
  void (*resize_vertical)(const VerticalPass& pass);
  void (*resize_horizontal)(const HorizontalPass& pass);
  void (*premultiplied_vertical)(const PremultipliedVerticalPass& pass);
  void (*premultiplied_horizontal)(const PremultipliedHorizontalPass& pass);

  /// `rows`: 2 radius + 1 pointers, and the row to prefetch. u8 to u16 with kConvolveFractionBits.
  void (*convolve_vertical)(const std::uint8_t* const* rows, SymmetricTaps taps, std::size_t bytes,
                            std::uint16_t* destination);
  /// `source` points at the first pixel; radius * channels elements are readable before and behind the row.
  void (*convolve_horizontal)(const std::uint16_t* source, SymmetricTaps taps, int channels, std::size_t bytes,
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

  /// Multiple of taps that resize_horizontal asks for.
  [[nodiscard]] int resize_tap_multiple(int channels) const noexcept {
    return channels == 1 ? resize_tap_multiple_gray : resize_tap_multiple_rgb;
  }
};

extern const KernelTable kKernelTable_scalar;
extern const KernelTable kKernelTable_sse2;
extern const KernelTable kKernelTable_avx2;
extern const KernelTable kKernelTable_avx512;
extern const KernelTable kKernelTable_neon;

}  // namespace tbbimg
