// The primitives of resampling; kernels/convolve uses them too.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/image/pixel_format.hpp"
#include "kernels/simd/level_tables.hpp"
#include "kernels/simd/row_slack.hpp"

namespace tbbimg {

/// Fractional bits of the 16-bit intermediate rows.
inline constexpr int kResizeFractionBits = 6;
/// Fractional bits of fixed-point weights.
inline constexpr int kWeightBits = 14;
/// Largest tap_multiple() of any level.
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
  int taps;                    ///< as ResizeTable::padded_taps() or a multiple of tap_multiple()
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

struct ResizeTable {
  void (*vertical)(const VerticalPass& pass);
  void (*horizontal)(const HorizontalPass& pass);
  /// Multiple of taps that `horizontal` takes, however many.
  int (*tap_multiple)(int channels);
  /// The least number of taps, at least `taps`, that `horizontal` takes; the same again for its own result.
  int (*padded_taps)(int channels, int taps);

  void (*premultiplied_vertical)(const PremultipliedVerticalPass& pass);
  void (*premultiplied_horizontal)(const PremultipliedHorizontalPass& pass);
};

TBBIMG_LEVEL_TABLES(ResizeTable, kResizeTable);

}  // namespace tbbimg
