// The specification of convolution of samples of 16 bits, which stand at any address.
//
// Sums are in single precision, which holds 16-bit samples with 8 bits to spare, and rows between the passes are
// floats. Bits are equal on all levels because every output is the same sequence of multiplications and additions, and
// each of those is rounded as IEEE 754 says.
#pragma once

#include "kernels/convolve/table.hpp"

namespace tbbimg {
namespace {

inline std::uint16_t convolve_word_at_ref(const std::uint8_t* row, std::size_t sample) {
  std::uint16_t value = 0;
  __builtin_memcpy(&value, row + 2 * sample, sizeof(value));
  return value;
}

inline void put_convolved_word_ref(std::uint8_t* row, std::size_t sample, float value) {
  const float clamped = value > 0.0F ? (value < 65535.0F ? value : 65535.0F) : 0.0F;
  const auto word = static_cast<std::uint16_t>(static_cast<std::int32_t>(clamped + 0.5F));
  __builtin_memcpy(row + 2 * sample, &word, sizeof(word));
}

// Colours times alpha, and alpha as it is.
inline float word_value_ref(const std::uint8_t* row, std::size_t sample, std::size_t alpha_channels) {
  const auto value = static_cast<float>(convolve_word_at_ref(row, sample));
  if (alpha_channels == 0 || sample % alpha_channels == alpha_channels - 1) return value;
  const std::size_t alpha = sample + alpha_channels - 1 - sample % alpha_channels;
  return value * static_cast<float>(convolve_word_at_ref(row, alpha));
}

// What two rows have in common is added before it is multiplied: sums of two words are exact.
inline void symmetric_word_columns_ref(const WordColumns& pass) {
  const int last = pass.taps - 1;
  const int centre = pass.taps / 2;
  for (std::size_t i = 0; i < pass.samples; ++i) {
    float sum = pass.weights[centre] * static_cast<float>(convolve_word_at_ref(pass.rows[centre], i));
    for (int k = 0; k < centre; ++k) {
      const int pair = convolve_word_at_ref(pass.rows[k], i) + convolve_word_at_ref(pass.rows[last - k], i);
      sum += pass.weights[k] * static_cast<float>(pair);
    }
    pass.destination[i] = sum;
  }
}

inline void word_columns_ref(const WordColumns& pass) {
  if (pass.symmetric) return symmetric_word_columns_ref(pass);
  for (std::size_t i = 0; i < pass.samples; ++i) {
    float sum = 0.0F;
    for (int k = 0; k < pass.taps; ++k) {
      sum += pass.weights[k] * word_value_ref(pass.rows[k], i, static_cast<std::size_t>(pass.alpha_channels));
    }
    pass.destination[i] = sum;
  }
}

inline void word_sums_ref(const WordSums& pass) {
  for (std::size_t i = 0; i < pass.samples; ++i) {
    float sum = pass.offset;
    for (int k = 0; k < pass.taps; ++k) sum += pass.weights[k] * pass.sources[k][i];
    put_convolved_word_ref(pass.destination, i, sum);
  }
}

// Samples [first, pass.samples).
inline void unsharp_words_rest_ref(const UnsharpWords& pass, std::size_t first) {
  for (std::size_t i = first; i < pass.samples; ++i) {
    const auto original = static_cast<float>(convolve_word_at_ref(pass.original, i));
    const float difference = original - pass.blurred[i];
    const float size = difference < 0.0F ? -difference : difference;
    const float added = size < pass.threshold ? 0.0F : pass.amount * difference;
    put_convolved_word_ref(pass.destination, i, original + added);
  }
}

inline void unsharp_words_ref(const UnsharpWords& pass) { unsharp_words_rest_ref(pass, 0); }

inline void sobel_words_vertical_ref(const std::uint8_t* const* rows, std::size_t samples, float* smooth,
                                     float* slope) {
  for (std::size_t i = 0; i < samples; ++i) {
    const int upper = convolve_word_at_ref(rows[0], i);
    const int middle = convolve_word_at_ref(rows[1], i);
    const int lower = convolve_word_at_ref(rows[2], i);
    smooth[i] = static_cast<float>(upper + 2 * middle + lower);
    slope[i] = static_cast<float>(lower - upper);
  }
}

inline float clamped_slope_ref(float value) {
  const float absolute = value < 0.0F ? -value : value;
  return absolute < 65535.0F ? absolute : 65535.0F;
}
inline float word_slope_x_ref(const float* smooth, std::ptrdiff_t channels) {
  return clamped_slope_ref(smooth[channels] - smooth[-channels]);
}
inline float word_slope_y_ref(const float* slope, std::ptrdiff_t channels) {
  return clamped_slope_ref(slope[-channels] + 2.0F * slope[0] + slope[channels]);
}

inline void sobel_words_x_ref(const float* smooth, const float* /*slope*/, int channels, std::size_t samples,
                              std::uint8_t* destination) {
  for (std::size_t i = 0; i < samples; ++i) {
    put_convolved_word_ref(destination, i, word_slope_x_ref(smooth + i, channels));
  }
}
inline void sobel_words_y_ref(const float* /*smooth*/, const float* slope, int channels, std::size_t samples,
                              std::uint8_t* destination) {
  for (std::size_t i = 0; i < samples; ++i) {
    put_convolved_word_ref(destination, i, word_slope_y_ref(slope + i, channels));
  }
}
// Of clamped derivatives, as for bytes. Square roots are exact on all machines.
inline void sobel_words_magnitude_ref(const float* smooth, const float* slope, int channels, std::size_t samples,
                                      std::uint8_t* destination) {
  for (std::size_t i = 0; i < samples; ++i) {
    const float x = word_slope_x_ref(smooth + i, channels);
    const float y = word_slope_y_ref(slope + i, channels);
    put_convolved_word_ref(destination, i, __builtin_sqrtf(x * x + y * y));
  }
}

}  // namespace
}  // namespace tbbimg
