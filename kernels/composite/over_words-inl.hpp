// over on backgrounds of 16 bits on one level's registers; over_words_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/composite/over_words_ref.hpp"

namespace tbbimg {
namespace {

// Pixels that are taken together: four registers of them.
inline constexpr std::size_t kOverPixels = 4 * kLanes;

// Register i has the i-th pixel of each lane.
struct LayerPixels {
  F32 pixels[4];

  explicit LayerPixels(const std::uint8_t* rgba) noexcept {
    const U8 bytes = load_batch<U8>(rgba);
    const U16 low = widen_low(bytes);
    const U16 high = widen_high(bytes);
    pixels[0] = xsimd::to_float(widen_low(low));
    pixels[1] = xsimd::to_float(widen_high(low));
    pixels[2] = xsimd::to_float(widen_low(high));
    pixels[3] = xsimd::to_float(widen_high(high));
  }
};

inline I32 over_opaque_words(F32 layer, I32 background, F32 share) noexcept {
  const F32 behind = xsimd::to_float(background);
  return xsimd::to_int(behind + (layer * F32(kOverLevel) - behind) * share + F32(0.5F));
}

// Of three channels, two bytes behind the last pixel are read.
inline void over_rgba_on_rgb16_simd(const std::uint8_t* layer, std::uint8_t* background, std::size_t pixels,
                                    const LayerOpacity& opacity) {
  const F32 unit(opacity.unit);
  std::size_t x = 0;
  for (; x + kOverPixels < pixels; x += kOverPixels) {
    const LayerPixels upper(layer + 4 * x);
    std::uint8_t* const lower = background + 6 * x;
    const auto blend = [&](std::size_t i) {
      const F32 share = broadcast_last(upper.pixels[i]) * unit;
      return over_opaque_words(upper.pixels[i], load_word_pixels(lower + 6 * i, 24), share);
    };
    const I32 a = blend(0), b = blend(1), c = blend(2), d = blend(3);
    store_rgb_words(lower, narrow_lanes_to_words(a, b), narrow_lanes_to_words(c, d));
  }
  over_rgba_on_rgb16_ref(layer + 4 * x, background + 6 * x, pixels - x, opacity);
}

inline void over_gray_alpha_on_gray16_simd(const std::uint8_t* layer, std::uint8_t* background, std::size_t pixels,
                                           const LayerOpacity& opacity) {
  const F32 unit(opacity.unit);
  const auto blend = [&](std::size_t x) {
    const I32 pair = load_words(layer + 2 * x);
    const F32 share = xsimd::to_float(pair >> 8) * unit;
    return over_opaque_words(xsimd::to_float(pair & I32(255)), load_words(background + 2 * x), share);
  };
  std::size_t x = 0;
  for (; x + 2 * I32::size <= pixels; x += 2 * I32::size) {
    const I32 first = blend(x);
    store_batch(background + 2 * x, U8(narrow_to_words(first, blend(x + I32::size)).data));
  }
  over_gray_alpha_on_gray16_ref(layer + 2 * x, background + 2 * x, pixels - x, opacity);
}

inline I32 over_rgba_words(F32 layer, I32 words, F32 unit) noexcept {
  const F32 background = xsimd::to_float(words);
  const F32 share = broadcast_last(layer) * unit;
  const F32 rest = broadcast_last(background) * F32(1.0F / 65535.0F) * (F32(1.0F) - share);
  const F32 alpha = share + rest;
  const F32 sum = layer * F32(kOverLevel) * share + background * rest;
  const F32 colours = sum / xsimd::max(alpha, F32(kLeastAlpha));
  return xsimd::to_int(with_last(colours, alpha * F32(65535.0F)) + F32(0.5F));
}

inline void over_rgba_on_rgba16_simd(const std::uint8_t* layer, std::uint8_t* background, std::size_t pixels,
                                     const LayerOpacity& opacity) {
  const F32 unit(opacity.unit);
  std::size_t x = 0;
  for (; x + kOverPixels <= pixels; x += kOverPixels) {
    const LayerPixels upper(layer + 4 * x);
    std::uint8_t* const lower = background + 8 * x;
    const auto blend = [&](std::size_t i) {
      return over_rgba_words(upper.pixels[i], load_word_pixels(lower + 8 * i, 32), unit);
    };
    const I32 a = blend(0), b = blend(1), c = blend(2), d = blend(3);
    store_in_order(lower, U8(narrow_lanes_to_words(a, b).data), U8(narrow_lanes_to_words(c, d).data));
  }
  over_rgba_on_rgba16_ref(layer + 4 * x, background + 8 * x, pixels - x, opacity);
}

}  // namespace
}  // namespace tbbimg
