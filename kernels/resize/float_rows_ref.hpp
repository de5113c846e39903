// The specification of resampling in single precision: for alpha, for 16 bits, for light, and for more taps than 14-bit
// weights can tell apart.
//
// Bits are equal on all levels because every output is the same sequence of multiplications and additions, and each of
// those is rounded as IEEE 754 says. Fused multiply-add would break that. The sequence is made for registers: a window
// of samples is taken kFloatGroup floats at a time, and the sums of those are halved until one pixel's are left.
#pragma once

#include "kernels/resize/table.hpp"

namespace tbbimg {
namespace {

// Long sums are made of short ones, or rounding errors of one sign would add up.
inline constexpr int kGroupsPerSum = 16;

// Without channels() and its like, whose inline definitions could be emitted as weak symbols.
inline int channels_ref(PixelFormat format) { return static_cast<int>(format) % 4 + 1; }
inline bool is_16_bit_ref(PixelFormat format) { return static_cast<int>(format) >= 4; }
inline int floats_ref(int channels) { return channels == 3 ? 4 : channels; }

inline int load_sample_ref(const std::uint8_t* row, PixelFormat format, std::ptrdiff_t index) {
  if (!is_16_bit_ref(format)) return row[index];
  std::uint16_t sample = 0;
  __builtin_memcpy(&sample, row + 2 * index, sizeof(sample));
  return sample;
}

inline void store_sample_ref(std::uint8_t* row, PixelFormat format, std::ptrdiff_t index, int value) {
  const auto sample = static_cast<std::uint16_t>(value);
  if (is_16_bit_ref(format)) {
    __builtin_memcpy(row + 2 * index, &sample, sizeof(sample));
  } else {
    row[index] = static_cast<std::uint8_t>(value);
  }
}

// Pixels [first, width).
inline void decode_rest_ref(const DecodePass& pass, std::size_t first) {
  const int channels = channels_ref(pass.format);
  const bool alpha = channels % 2 == 0;
  for (std::size_t x = first; x < pass.width; ++x) {
    const std::ptrdiff_t pixel = static_cast<std::ptrdiff_t>(x) * channels;
    float* to = pass.destination + x * static_cast<std::size_t>(floats_ref(channels));
    const float opacity =
        alpha ? static_cast<float>(load_sample_ref(pass.source, pass.format, pixel + channels - 1)) : 1.0F;
    for (int c = 0; c < channels; ++c) {
      const int sample = load_sample_ref(pass.source, pass.format, pixel + c);
      const float colour = pass.light.to_light != nullptr ? pass.light.to_light[sample] : static_cast<float>(sample);
      to[c] = alpha && c == channels - 1 ? opacity : colour * opacity;
    }
    if (channels == 3) to[3] = 0.0F;
  }
}

inline void decode_ref(const DecodePass& pass) { decode_rest_ref(pass, 0); }

inline void resample_pixel_ref(const FloatHorizontalPass& pass, const float* source, int x, float* to) {
  const float* window = source + std::ptrdiff_t{pass.starts[x] - pass.source_begin} * pass.floats;
  const float* weights = pass.weights + static_cast<std::size_t>(x) * pass.weights_stride;
  const int groups = static_cast<int>(pass.weights_stride) * pass.floats / kFloatGroup;
  float sums[kFloatGroup] = {};
  for (int begin = 0; begin < groups; begin += kGroupsPerSum) {
    const int end = begin + kGroupsPerSum < groups ? begin + kGroupsPerSum : groups;
    float parts[kFloatGroup] = {};
    for (int i = begin * kFloatGroup; i < end * kFloatGroup; ++i) {
      parts[i % kFloatGroup] += weights[i / pass.floats] * window[i];
    }
    for (int i = 0; i < kFloatGroup; ++i) sums[i] = begin == 0 ? parts[i] : sums[i] + parts[i];
  }
  for (int half = kFloatGroup / 2; half >= pass.floats; half /= 2) {
    for (int i = 0; i < half; ++i) sums[i] += sums[i + half];
  }
  for (int i = 0; i < pass.floats; ++i) to[i] = sums[i];
}

inline void float_horizontal_ref(const FloatHorizontalPass& pass) {
  for (std::size_t y = 0; y < static_cast<std::size_t>(pass.height); ++y) {
    float* to = pass.destination + y * pass.destination_stride;
    for (int x = 0; x < pass.width; ++x) {
      resample_pixel_ref(pass, pass.source + y * pass.source_stride, x, to + std::ptrdiff_t{x} * pass.floats);
    }
  }
}

// Floats [first, width).
inline void float_vertical_rest_ref(const FloatVerticalPass& pass, std::size_t first) {
  for (std::size_t i = first; i < pass.width; ++i) {
    float part = 0.0F;
    for (int k = 0; k < pass.taps; ++k) part += pass.weights[k] * pass.rows[k][i];
    pass.sums[i] += part;
  }
}

inline void float_vertical_ref(const FloatVerticalPass& pass) { float_vertical_rest_ref(pass, 0); }

inline float clamp_float_ref(float value, float largest) {
  return value > 0.0F ? (value < largest ? value : largest) : 0.0F;
}

// Between two entries of the table, a straight line. Square roots are exact on all machines.
inline float from_light_ref(float light, const float* table) {
  const float position = __builtin_sqrtf(clamp_float_ref(light, 1.0F)) * static_cast<float>(kLightSteps);
  const int step = static_cast<int>(position);
  return table[step] + (position - static_cast<float>(step)) * (table[step + 1] - table[step]);
}

// Pixels [first, width). The divisor is alpha before clamping: where a filter overshoots, it does so in colour and
// alpha alike. Colour without alpha has no meaning, and is given as 0.
inline void encode_rest_ref(const EncodePass& pass, std::size_t first) {
  const float largest = is_16_bit_ref(pass.format) ? 65535.0F : 255.0F;
  const int channels = channels_ref(pass.format);
  const bool alpha = channels % 2 == 0;
  for (std::size_t x = first; x < pass.width; ++x) {
    const float* from = pass.source + x * static_cast<std::size_t>(floats_ref(channels));
    const std::ptrdiff_t pixel = static_cast<std::ptrdiff_t>(x) * channels;
    const float opacity = alpha ? from[channels - 1] : 1.0F;
    const int opacity_sample = static_cast<int>(clamp_float_ref(opacity, largest) + 0.5F);
    for (int c = 0; c < channels; ++c) {
      if (alpha && (c == channels - 1 || opacity_sample == 0)) {
        store_sample_ref(pass.destination, pass.format, pixel + c, opacity_sample);
        continue;
      }
      const float straight = alpha ? from[c] / opacity : from[c];
      const float value = pass.light.from_light != nullptr ? from_light_ref(straight, pass.light.from_light) : straight;
      store_sample_ref(pass.destination, pass.format, pixel + c,
                       static_cast<int>(clamp_float_ref(value, largest) + 0.5F));
    }
  }
}

inline void encode_ref(const EncodePass& pass) { encode_rest_ref(pass, 0); }

}  // namespace
}  // namespace tbbimg
