// The primitives of convolution.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/image/pixel_format.hpp"
#include "kernels/simd/row_slack.hpp"

namespace tbbimg {

/// Fractional bits of the 16-bit rows between the passes.
inline constexpr int kConvolveFractionBits = 7;

/// A symmetric kernel without negative taps: weights[k] belongs to the rows or pixels k before and k behind.
struct SymmetricTaps {
  const std::uint16_t* weights;  ///< radius + 1, fixed point: see kernels/convolve/separable_ref.hpp
  int radius;
};

/// u8 rows to one row of four floats per pixel, colours premultiplied: see kernels/convolve/premultiplied_ref.hpp.
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

/// u8 samples i = sum of weights[k] * source[i + k * channels], shifted and rounded.
struct SignedPass {
  const std::int16_t* source;  ///< of the first tap; kRowSlack behind the last element that a weight reaches
  const std::int16_t* weights;
  int taps;   ///< even
  int shift;  ///< above 0
  int channels;
  std::size_t samples;
  std::uint8_t* destination;
};

/// The mean of `count` samples, fixed point: see kernels/convolve/box_ref.hpp.
struct BoxMean {
  int count;                 ///< 2 radius + 1
  int fraction_bits;         ///< of the rows between the passes: what 16 bits leave for a sum of `count` samples
  int reciprocal_shift;      ///< floor(log2(count))
  std::uint16_t reciprocal;  ///< 2^(16 + reciprocal_shift) / count, rounded
};

/// Sums along columns move down by a row; kernels/convolve/wide_box_ref.hpp.
template <class Sample>
struct WideBoxColumns {
  std::int32_t* sums;  ///< += weights[i % 4] * (entering[i] - leaving[i])
  const Sample* entering;
  const Sample* leaving;
  const std::uint8_t* upcoming;  ///< the row to prefetch
  const float* weights;          ///< four whole numbers, of floats alone
  std::size_t samples;
  float scale;
  std::int32_t* means;  ///< sums times scale, rounded
};

/// Sums along a row of such means.
struct WideBoxRow {
  const std::int32_t* means;  ///< of the first pixel; radius + 1 pixels before and behind, and then kRowSlack
  int radius;
  int channels;
  std::size_t samples;
  const float* scales;  ///< four, for samples i % 4
  std::int32_t* sums;   ///< scratch, with kRowSlack
};

/// Two neighbouring rows with their bytes interleaved, shifted to one column of a matrix, and the weights that both
/// rows have for the upper and for the lower of two output rows.
struct PairTap {
  const std::uint8_t* pairs;
  std::int16_t first[2];
  std::int16_t second[2];
};

/// Two output rows of a convolution with a matrix: see kernels/convolve/convolve_2d_ref.hpp. kRowSlack elements are
/// readable behind the pairs.
struct PairConvolution {
  const PairTap* taps;
  int tap_count;
  std::int32_t offset;
  int shift;
  std::size_t samples;
  std::uint8_t* first;
  std::uint8_t* second;
  const std::uint8_t* upcoming[2];  ///< the rows to prefetch
};

/// The horizontal pass of a symmetric kernel, and source + amount * (source - blurred): see unsharp_ref.hpp.
struct UnsharpPass {
  const std::uint16_t* source;  ///< as `horizontal` wants it
  SymmetricTaps taps;
  int channels;
  std::size_t bytes;
  const std::uint8_t* original;
  int amount;         ///< fixed point of fraction_bits + 16 - kConvolveFractionBits, below 1 << 15
  int fraction_bits;  ///< of what is added
  int threshold;      ///< differences below it count for nothing; kConvolveFractionBits
  std::uint8_t* destination;
};

/// Rows of 16 bits to one of floats: destination[i] = sum of weights[k] * rows[k][i]. See
/// kernels/convolve/words_ref.hpp.
struct WordColumns {
  const std::uint8_t* const* rows;  ///< `taps` of them, and the one to prefetch
  const float* weights;
  int taps;
  int alpha_channels;  ///< 2 or 4: of pixels with alpha, whose colours come premultiplied; 0: samples as they are
  bool symmetric;      ///< samples as they are, an odd number of taps, and these the same from both ends
  std::size_t samples;
  float* destination;
};

/// Floats to words: destination[i] = offset + sum of weights[k] * sources[k][i], rounded and clamped.
struct WordSums {
  const float* const* sources;
  const float* weights;
  int taps;
  float offset;
  std::size_t samples;
  std::uint8_t* destination;
};

/// original + amount * (original - blurred), where the difference is not below the threshold.
struct UnsharpWords {
  const std::uint8_t* original;
  const float* blurred;
  float amount;
  float threshold;
  std::size_t samples;
  std::uint8_t* destination;
};

/// Sums along columns of rows of 16 bits with alpha, premultiplied: 2 or 4 channels.
struct WordBoxColumns {
  double* sums;  ///< += entering - leaving
  const std::uint8_t* entering;
  const std::uint8_t* leaving;
  int channels;
  std::size_t pixels;
};

/// Sums along a row of such sums, times scale: `sums` points at the first pixel, radius + 1 pixels are readable before
/// and behind.
struct WordBoxRow {
  const double* sums;
  int radius;
  int channels;
  std::size_t pixels;
  double scale;
  float* destination;
};

struct ConvolveTable {
  /// `rows`: 2 radius + 1 pointers, and the row to prefetch. u8 to u16 with kConvolveFractionBits.
  void (*vertical)(const std::uint8_t* const* rows, SymmetricTaps taps, std::size_t bytes, std::uint16_t* destination);
  /// `source` points at the first pixel; radius * channels elements are readable before and behind the row.
  void (*horizontal)(const std::uint16_t* source, SymmetricTaps taps, int channels, std::size_t bytes,
                     std::uint8_t* destination);

  /// With alpha, any taps.
  void (*premultiplied_vertical)(const PremultipliedVerticalPass& pass);
  void (*premultiplied_horizontal)(const PremultipliedHorizontalPass& pass);

  /// Any taps, on rows of 16 bits with a sign: see kernels/convolve/signed_ref.hpp.
  void (*signed_horizontal)(const SignedPass& pass);

  /// sums[i] += entering[i] - leaving[i], and the mean of that, with mean.fraction_bits, to `destination`. Every
  /// second line of `upcoming` is prefetched, the others by box_horizontal: memory is busy in both.
  void (*box_vertical)(std::uint16_t* sums, const std::uint8_t* entering, const std::uint8_t* leaving,
                       const std::uint8_t* upcoming, std::size_t bytes, const BoxMean& mean,
                       std::uint16_t* destination);
  /// `row` points at the first pixel; mean.count / 2 pixels and kRowSlack elements are readable before and behind the
  /// row. `scratch` has room for all that. `channels` is 1 or 3. `past_caches`: see kernels/simd/streaming.hpp.
  void (*box_horizontal)(const std::uint16_t* row, std::uint16_t* scratch, const BoxMean& mean, int channels,
                         std::size_t bytes, std::uint8_t* destination, bool past_caches, const std::uint8_t* upcoming);

  /// The same for any radius.
  void (*wide_box_vertical_of_bytes)(const WideBoxColumns<std::uint8_t>& columns);
  void (*wide_box_vertical_of_floats)(const WideBoxColumns<float>& columns);
  /// The rows have words.
  void (*wide_box_vertical_of_words)(const WideBoxColumns<std::uint8_t>& columns);
  /// Sums times scale: bytes or words of 1 or 3 channels, rounded; floats of 2 or 4, not rounded.
  void (*wide_box_bytes)(const WideBoxRow& row, std::uint8_t* destination);
  void (*wide_box_words)(const WideBoxRow& row, std::uint8_t* destination);
  /// `destination` has kRowSlack.
  void (*wide_box_floats)(const WideBoxRow& row, float* destination);
  void (*word_box_columns)(const WordBoxColumns& columns);
  void (*word_box_row)(const WordBoxRow& row);

  /// The steps of a Gaussian on a coarse grid, of every factor-th row and pixel (4, 8 or 16): see
  /// kernels/convolve/coarse_ref.hpp. `rows`: 2 factor - 1, and as many as `factor` to prefetch.
  void (*coarse_rows)(const std::uint8_t* const* rows, int factor, std::size_t bytes, std::uint16_t* destination);
  /// `factor` pixels are readable before the row, and behind the last coarse one.
  void (*coarse_columns_of_1)(const std::uint16_t* row, int factor, int pixels, float scale, float* destination);
  void (*coarse_columns_of_3)(const std::uint16_t* row, int factor, int pixels, float scale, float* destination);
  void (*coarse_columns_of_4)(const float* row, int factor, int pixels, float scale, float* destination);
  void (*coarse_blur)(const float* const* rows, const float* weights, int taps, std::size_t samples,
                      float* destination);
  /// Whole multiples of `factor` pixels are written; one coarse pixel is read before the row, and two behind.
  void (*refine_columns_of_1)(const float* row, const float* weights, int factor, int pixels,
                              std::uint16_t* destination);
  void (*refine_columns_of_3)(const float* row, const float* weights, int factor, int pixels,
                              std::uint16_t* destination);
  void (*refine_columns_of_floats)(const float* row, const float* weights, int channels, int factor, int pixels,
                                   float* destination);
  /// Three rows and weights.
  void (*refine_rows)(const std::uint16_t* const* rows, const std::uint16_t* weights, std::size_t bytes,
                      std::uint8_t* destination);

  /// pairs[2 i] = first[i], pairs[2 i + 1] = second[i].
  void (*interleave_rows)(const std::uint8_t* first, const std::uint8_t* second, std::size_t bytes,
                          std::uint8_t* pairs);
  /// The same arithmetic twice: by 32-bit sums, and, for 8-bit weights of which no sum exceeds 16 bits, by those.
  void (*convolve_pairs_wide)(const PairConvolution& job);
  void (*convolve_pairs_narrow)(const PairConvolution& job);
  /// The last sample of each pixel of a format with alpha.
  void (*copy_alpha)(const std::uint8_t* source, PixelFormat format, std::size_t bytes, std::uint8_t* destination);

  /// The medians of 3x3 samples of three rows, with one pixel of `pixel_bytes` readable before and behind. Behind
  /// `rows` stands the row to prefetch.
  void (*median_3x3)(const std::uint8_t* const* rows, int pixel_bytes, std::size_t bytes, std::uint8_t* destination);
  void (*median_3x3_of_words)(const std::uint8_t* const* rows, int pixel_bytes, std::size_t bytes,
                              std::uint8_t* destination);
  /// Row k of `sorted` gets the k-th smallest of the 5 samples above each other. Behind `rows` stands the row to
  /// prefetch.
  void (*sort_columns_of_5)(const std::uint8_t* const* rows, std::size_t bytes, std::uint8_t* const* sorted);
  void (*sort_columns_of_5_words)(const std::uint8_t* const* rows, std::size_t bytes, std::uint8_t* const* sorted);
  /// The medians of 5x5 samples: 2 pixels are readable before and behind the rows of `sorted`.
  void (*median_5x5)(const std::uint8_t* const* sorted, int pixel_bytes, std::size_t bytes, std::uint8_t* destination);
  void (*median_5x5_of_words)(const std::uint8_t* const* sorted, int pixel_bytes, std::size_t bytes,
                              std::uint8_t* destination);

  /// Of three rows, 1 2 1 and -1 0 1. Behind `rows` stands the row to prefetch.
  void (*sobel_vertical)(const std::uint8_t* const* rows, std::size_t bytes, std::int16_t* smooth, std::int16_t* slope);
  /// From those, the derivatives along rows and columns and their magnitude: one pixel is readable before and behind
  /// both rows.
  void (*sobel_x)(const std::int16_t* smooth, const std::int16_t* slope, int channels, std::size_t bytes,
                  std::uint8_t* destination);
  void (*sobel_y)(const std::int16_t* smooth, const std::int16_t* slope, int channels, std::size_t bytes,
                  std::uint8_t* destination);
  void (*sobel_magnitude)(const std::int16_t* smooth, const std::int16_t* slope, int channels, std::size_t bytes,
                          std::uint8_t* destination);
  void (*unsharp)(const UnsharpPass& pass);

  /// Samples of 16 bits.
  void (*word_columns)(const WordColumns& pass);
  void (*word_sums)(const WordSums& pass);
  void (*unsharp_words)(const UnsharpWords& pass);
  /// As those of bytes.
  void (*sobel_words_vertical)(const std::uint8_t* const* rows, std::size_t samples, float* smooth, float* slope);
  void (*sobel_words_x)(const float* smooth, const float* slope, int channels, std::size_t samples,
                        std::uint8_t* destination);
  void (*sobel_words_y)(const float* smooth, const float* slope, int channels, std::size_t samples,
                        std::uint8_t* destination);
  void (*sobel_words_magnitude)(const float* smooth, const float* slope, int channels, std::size_t samples,
                                std::uint8_t* destination);
};

/// Every entry of the table, in its order: see kernels/arch/instance.hpp.
#define TBBIMG_ENTRIES_convolve(SIMD, REFERENCE) \
  SIMD(vertical)                                 \
  SIMD(horizontal)                               \
  SIMD(premultiplied_vertical)                   \
  SIMD(premultiplied_horizontal)                 \
  SIMD(signed_horizontal)                        \
  SIMD(box_vertical)                             \
  SIMD(box_horizontal)                           \
  SIMD(wide_box_vertical_of_bytes)               \
  SIMD(wide_box_vertical_of_floats)              \
  SIMD(wide_box_vertical_of_words)               \
  SIMD(wide_box_bytes)                           \
  SIMD(wide_box_words)                           \
  SIMD(wide_box_floats)                          \
  REFERENCE(word_box_columns)                    \
  REFERENCE(word_box_row)                        \
  SIMD(coarse_rows)                              \
  REFERENCE(coarse_columns_of_1)                 \
  REFERENCE(coarse_columns_of_3)                 \
  REFERENCE(coarse_columns_of_4)                 \
  SIMD(coarse_blur)                              \
  REFERENCE(refine_columns_of_1)                 \
  REFERENCE(refine_columns_of_3)                 \
  REFERENCE(refine_columns_of_floats)            \
  SIMD(refine_rows)                              \
  SIMD(interleave_rows)                          \
  SIMD(convolve_pairs_wide)                      \
  SIMD(convolve_pairs_narrow)                    \
  SIMD(copy_alpha)                               \
  SIMD(median_3x3)                               \
  SIMD(median_3x3_of_words)                      \
  SIMD(sort_columns_of_5)                        \
  SIMD(sort_columns_of_5_words)                  \
  SIMD(median_5x5)                               \
  SIMD(median_5x5_of_words)                      \
  SIMD(sobel_vertical)                           \
  SIMD(sobel_x)                                  \
  SIMD(sobel_y)                                  \
  SIMD(sobel_magnitude)                          \
  SIMD(unsharp)                                  \
  SIMD(word_columns)                             \
  SIMD(word_sums)                                \
  SIMD(unsharp_words)                            \
  SIMD(sobel_words_vertical)                     \
  SIMD(sobel_words_x)                            \
  SIMD(sobel_words_y)                            \
  SIMD(sobel_words_magnitude)

}  // namespace tbbimg
