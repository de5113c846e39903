// Samples to float rows and back on one level's registers; float_rows_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/resize/float_rows_ref.hpp"

namespace tbbimg {
namespace {

inline constexpr std::size_t kRegisterFloats = F32::size;

/// Each pixel's alpha in all of its kFloats elements.
template <int kFloats>
inline F32 broadcast_opacity(F32 pixels) noexcept {
  if constexpr (kFloats == 2) return broadcast_odd(pixels);
  return broadcast_last(pixels);
}
/// Colours of one, alpha of the other.
template <int kFloats>
inline F32 with_opacity(F32 colours, F32 opacity) noexcept {
  if constexpr (kFloats == 2) return with_odd(colours, opacity);
  return with_last(colours, opacity);
}

// A register of samples as colours premultiplied by alpha.
template <int kChannels>
inline F32 premultiply(I32 samples, const float* to_light) noexcept {
  const F32 values = xsimd::to_float(samples);
  const F32 colours = to_light != nullptr ? look_up(to_light, samples) : values;
  if constexpr (kChannels % 2 == 1) {
    return colours;
  } else {
    const F32 opacity = broadcast_opacity<kChannels>(values);
    return with_opacity<kChannels>(colours, values) * with_opacity<kChannels>(opacity, F32(1.0F));
  }
}

template <std::size_t kSampleBytes>
inline I32 load_samples(const std::uint8_t* from) noexcept {
  if constexpr (kSampleBytes == 1) {
    return I32(load_widened_32(from).data);
  } else {
    return load_words(from);
  }
}

template <int kChannels, std::size_t kSampleBytes>
inline void decode_pixels(const DecodePass& pass) {
  constexpr std::size_t kPixels = kRegisterFloats / kChannels;
  // Copies, because the floats that are stored could be the pass's as far as the compiler knows.
  const std::uint8_t* const source = pass.source;
  const float* const to_light = pass.light.to_light;
  float* const destination = pass.destination;
  const std::size_t width = pass.width;
  std::size_t x = 0;
  for (; x + kPixels <= width; x += kPixels) {
    const I32 samples = load_samples<kSampleBytes>(source + x * kChannels * kSampleBytes);
    store_batch(destination + x * kChannels, premultiply<kChannels>(samples, to_light));
  }
  decode_rest_ref(pass, x);
}

inline void decode_rgb8(const DecodePass& pass) {
  constexpr std::size_t kPixels = kBytes / 4;
  std::size_t x = 0;
  for (; x + kPixels <= pass.width; x += kPixels) {
    std::uint8_t spread[kBytes];
    store_batch(spread, load_rgb(pass.source + 3 * x));
    for (std::size_t i = 0; i < kBytes; i += kRegisterFloats) {
      store_batch(pass.destination + 4 * x + i, premultiply<3>(load_samples<1>(spread + i), pass.light.to_light));
    }
  }
  decode_rest_ref(pass, x);
}

inline void decode_rgb16(const DecodePass& pass) {
  std::size_t x = 0;
  // Each pixel is loaded with the two bytes behind it, which the last one has not.
  for (; x + kLanes < pass.width; x += kLanes) {
    store_batch(pass.destination + 4 * x,
                premultiply<3>(load_word_pixels(pass.source + 6 * x, 6), pass.light.to_light));
  }
  decode_rest_ref(pass, x);
}

inline void decode_simd(const DecodePass& pass) {
  switch (pass.format) {
    case PixelFormat::gray8: return decode_pixels<1, 1>(pass);
    case PixelFormat::gray_alpha8: return decode_pixels<2, 1>(pass);
    case PixelFormat::rgb8: return decode_rgb8(pass);
    case PixelFormat::rgba8: return decode_pixels<4, 1>(pass);
    case PixelFormat::gray16: return decode_pixels<1, 2>(pass);
    case PixelFormat::gray_alpha16: return decode_pixels<2, 2>(pass);
    case PixelFormat::rgb16: return decode_rgb16(pass);
    case PixelFormat::rgba16: return decode_pixels<4, 2>(pass);
  }
}

// Not a number becomes 0, as in the specification.
inline F32 clamp(F32 value, F32 largest) noexcept { return xsimd::min(xsimd::max(value, F32(0.0F)), largest); }

inline F32 from_light(F32 light, const float* table) noexcept {
  const F32 position = xsimd::sqrt(clamp(light, F32(1.0F))) * F32(static_cast<float>(kLightSteps));
  const I32 step = xsimd::to_int(position);
  const F32 low = look_up(table, step);
  return low + (position - xsimd::to_float(step)) * (look_up(table + 1, step) - low);
}

// A register of a float row as samples.
template <int kChannels>
inline I32 to_samples(F32 pixels, F32 largest, const float* table) noexcept {
  constexpr bool kAlpha = kChannels % 2 == 0;
  F32 opacity(1.0F);
  F32 colours = pixels;
  if constexpr (kAlpha) {
    opacity = broadcast_opacity<kChannels>(pixels);
    colours = pixels / opacity;
  }
  if (table != nullptr) colours = from_light(colours, table);
  F32 values = clamp(colours, largest);
  const F32 half(0.5F);
  if constexpr (kAlpha) {
    opacity = clamp(opacity, largest);
    values = xsimd::select(opacity + half >= F32(1.0F), with_opacity<kChannels>(values, opacity) + half, F32(0.0F));
  } else {
    values = values + half;
  }
  return xsimd::to_int(values);
}

template <int kChannels>
inline void encode_8_bit(const EncodePass& pass) {
  constexpr std::size_t kPixelFloats = kChannels == 3 ? 4 : kChannels;
  constexpr std::size_t kPixels = kBytes / kPixelFloats;
  const F32 largest(255.0F);
  std::size_t x = 0;
  for (; x + kPixels <= pass.width; x += kPixels) {
    const auto samples = [&](std::size_t i) {
      return to_samples<kChannels>(load_batch<F32>(pass.source + x * kPixelFloats + i * kRegisterFloats), largest,
                                   pass.light.from_light);
    };
    const U8 bytes = narrow_in_order(samples(0), samples(1), samples(2), samples(3));
    if constexpr (kChannels == 3) {
      store_rgb(pass.destination + 3 * x, bytes);
    } else {
      store_batch(pass.destination + x * kChannels, bytes);
    }
  }
  encode_rest_ref(pass, x);
}

template <int kChannels>
inline void encode_16_bit(const EncodePass& pass) {
  constexpr std::size_t kPixels = 2 * kRegisterFloats / kChannels;
  const F32 largest(65535.0F);
  std::size_t x = 0;
  for (; x + kPixels <= pass.width; x += kPixels) {
    const auto samples = [&](std::size_t i) {
      return to_samples<kChannels>(load_batch<F32>(pass.source + x * kChannels + i * kRegisterFloats), largest,
                                   pass.light.from_light);
    };
    store_batch(pass.destination + x * 2 * kChannels, U8(narrow_to_words(samples(0), samples(1)).data));
  }
  encode_rest_ref(pass, x);
}

// Each lane has four pixels that follow each other: the order of store_rgb_words().
inline void encode_rgb16(const EncodePass& pass) {
  constexpr std::size_t kPixels = 4 * kLanes;
  const F32 largest(65535.0F);
  const auto* const source = static_cast<const std::uint8_t*>(static_cast<const void*>(pass.source));
  std::size_t x = 0;
  for (; x + kPixels <= pass.width; x += kPixels) {
    const auto samples = [&](std::size_t i) {
      const U8 pixels = load_lanes(source + (x + i) * 4 * sizeof(float), std::ptrdiff_t{16 * sizeof(float)});
      return to_samples<3>(xsimd::bitwise_cast<F32>(pixels), largest, pass.light.from_light);
    };
    const U16 low = narrow_lanes_to_words(samples(0), samples(1));
    const U16 high = narrow_lanes_to_words(samples(2), samples(3));
    store_rgb_words(pass.destination + 6 * x, low, high);
  }
  encode_rest_ref(pass, x);
}

inline void encode_simd(const EncodePass& pass) {
  switch (pass.format) {
    case PixelFormat::gray8: return encode_8_bit<1>(pass);
    case PixelFormat::gray_alpha8: return encode_8_bit<2>(pass);
    case PixelFormat::rgb8: return encode_8_bit<3>(pass);
    case PixelFormat::rgba8: return encode_8_bit<4>(pass);
    case PixelFormat::gray16: return encode_16_bit<1>(pass);
    case PixelFormat::gray_alpha16: return encode_16_bit<2>(pass);
    case PixelFormat::rgb16: return encode_rgb16(pass);
    case PixelFormat::rgba16: return encode_16_bit<4>(pass);
  }
}

}  // namespace
}  // namespace tbbimg
