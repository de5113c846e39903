// The primitives of resampling; kernels/convolve uses them too.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/image/pixel_format.hpp"
#include "kernels/simd/row_slack.hpp"

namespace tbbimg {

/// Fractional bits of the 16-bit intermediate rows.
inline constexpr int kResizeFractionBits = 6;
/// Fractional bits of fixed-point weights.
inline constexpr int kWeightBits = 14;

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
  std::size_t weights_stride;  ///< from one output pixel's to the next's
  int taps;                    ///< as ResizeTable::padded_taps()
  int channels;                ///< 1 or 3
  int width;                   ///< output pixels
  std::uint8_t* destination;
  std::ptrdiff_t destination_stride;  ///< bytes
  int height;                         ///< rows
};

/// How samples become light and back: kernels/resize/light.hpp. Null pointers: they stay as they are.
struct LightTables {
  const float* to_light;    ///< for each value of a sample, 0 to 1
  const float* from_light;  ///< kLightSteps + 2 values of a sample, the i-th for light of (i / kLightSteps)^2
};
inline constexpr int kLightSteps = 4096;

/// Floats of each pixel of float rows: gray 1, gray with alpha 2, the others 4, without alpha the fourth undefined.
/// Colours are premultiplied. See kernels/resize/float_rows_ref.hpp.
[[nodiscard]] constexpr int floats_per_pixel(int channels) noexcept { return channels == 3 ? 4 : channels; }

/// Floats that are taken together: rows of taps are a multiple of that.
inline constexpr int kFloatGroup = 16;

/// Samples to a float row.
struct DecodePass {
  const std::uint8_t* source;
  PixelFormat format;
  LightTables light;
  std::size_t width;  ///< pixels
  float* destination;
};

/// Float rows to narrower or wider ones.
struct FloatHorizontalPass {
  const float* source;  ///< finite numbers up to the last that a weight reaches, also one of 0
  std::size_t source_stride;
  int source_begin;  ///< the pixel at `source`
  const std::int32_t* starts;
  const float* weights;        ///< of the first pixel that is to be made
  std::size_t weights_stride;  ///< a multiple of kFloatGroup / floats
  int floats;                  ///< of a pixel: 1, 2 or 4
  int width;                   ///< output pixels
  float* destination;
  std::size_t destination_stride;
  int height;  ///< rows
};

/// sums[i] += sum of weights[k] * rows[k][i].
struct FloatVerticalPass {
  const float* const* rows;
  const float* weights;
  int taps;
  std::size_t width;  ///< floats
  float* sums;
};

/// Samples that the vertical pass over 16 bits turns into floats at once, rows of them, and the floats of both.
inline constexpr int kWordBlock = 96;
inline constexpr int kWordRowsPerSum = 128;
inline constexpr std::size_t kWordScratch = std::size_t{kWordBlock} * kWordRowsPerSum;

/// Rows of 16 bits without alpha to float rows: out[y][i] = sum of weights[y][k] * rows[starts[y] + k][i].
struct WordVerticalPass {
  const std::uint8_t* const* rows;
  std::size_t offset;          ///< bytes from there to the first sample
  const std::int32_t* starts;  ///< index into `rows` of each output row's first; they do not decrease
  const float* weights;        ///< `taps` for each output row
  int taps;
  int channels;        ///< 1 or 3
  std::size_t width;   ///< pixels; whole blocks of kWordBlock samples may be written
  float* destination;  ///< finite numbers also there, once all blocks were written
  std::size_t destination_stride;
  int height;      ///< output rows
  float* scratch;  ///< kWordScratch floats
};

/// A float row to samples with straight alpha.
struct EncodePass {
  const float* source;
  PixelFormat format;
  LightTables light;
  std::size_t width;  ///< pixels
  std::uint8_t* destination;
};

struct ResizeTable {
  void (*vertical)(const VerticalPass& pass);
  void (*horizontal)(const HorizontalPass& pass);
  /// The least number of taps, at least `taps`, that `horizontal` takes; the same again for its own result.
  int (*padded_taps)(int channels, int taps);

  void (*decode)(const DecodePass& pass);
  void (*float_horizontal)(const FloatHorizontalPass& pass);
  void (*float_vertical)(const FloatVerticalPass& pass);
  void (*encode)(const EncodePass& pass);
  void (*word_vertical)(const WordVerticalPass& pass);
};

/// Every entry of the table, in its order: see kernels/arch/instance.hpp.
#define TBBIMG_ENTRIES_resize(SIMD, REFERENCE) \
  SIMD(vertical)                               \
  SIMD(horizontal)                             \
  SIMD(padded_taps)                            \
  SIMD(decode)                                 \
  SIMD(float_horizontal)                       \
  SIMD(float_vertical)                         \
  SIMD(encode)                                 \
  SIMD(word_vertical)

}  // namespace tbbimg
