// over on one level's registers; over_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/composite/over_ref.hpp"

namespace tbbimg {
namespace {

inline I16 over_opaque(U16 layer, U16 background, I16 weight) noexcept {
  const I16 difference = multiply_high(as_signed((layer - background) << 7), weight);
  const I16 half(std::int16_t{1 << (kOverFractionBits - 1)});
  return (as_signed(background << kOverFractionBits) + difference + half) >> kOverFractionBits;
}

inline void over_rgba_on_rgb_simd(const std::uint8_t* layer, std::uint8_t* background, std::size_t pixels,
                                  const LayerOpacity& opacity) {
  constexpr std::size_t kStep = 4 * kLanes;
  const U16 scale(opacity.scale);
  const auto blend = [&](U16 rgba, U16 behind) {
    const U16 alpha = broadcast_alpha(rgba);
    return over_opaque(rgba, behind, as_signed(multiply_high(alpha << 8, scale)));
  };
  std::size_t x = 0;
  for (; x + kStep <= pixels; x += kStep) {
    const U8 rgba = load_batch<U8>(layer + 4 * x);
    const U8 behind = load_rgb(background + 3 * x);
    store_rgb(background + 3 * x, narrow(blend(widen_low(rgba), widen_low(behind)),  //
                                         blend(widen_high(rgba), widen_high(behind))));
  }
  over_rgba_on_rgb_ref(layer + 4 * x, background + 3 * x, pixels - x, opacity);
}

inline void over_gray_alpha_on_gray_simd(const std::uint8_t* layer, std::uint8_t* background, std::size_t pixels,
                                         const LayerOpacity& opacity) {
  const U16 scale(opacity.scale);
  const U16 low_byte(std::uint16_t{0xff});
  const auto blend = [&](const std::uint8_t* gray_alpha, const std::uint8_t* behind) {
    const U16 pair(load_batch<U8>(gray_alpha).data);
    const I16 weight = as_signed(multiply_high((pair >> 8) << 8, scale));
    return over_opaque(pair & low_byte, load_widened(behind), weight);
  };
  std::size_t x = 0;
  for (; x + kBytes <= pixels; x += kBytes) {
    const I16 first = blend(layer + 2 * x, background + x);
    const I16 second = blend(layer + 2 * x + kBytes, background + x + kBytes / 2);
    store_batch(background + x, narrow_in_order(first, second));
  }
  over_gray_alpha_on_gray_ref(layer + 2 * x, background + x, pixels - x, opacity);
}

inline I32 over_rgba_pixels(F32 layer, F32 background, F32 unit) noexcept {
  const F32 share = broadcast_last(layer) * unit;
  const F32 rest = broadcast_last(background) * F32(1.0F / 255.0F) * (F32(1.0F) - share);
  const F32 alpha = share + rest;
  const F32 colours = (layer * share + background * rest) / xsimd::max(alpha, F32(kLeastAlpha));
  return xsimd::to_int(with_last(colours, alpha * F32(255.0F)) + F32(0.5F));
}

inline void over_rgba_on_rgba_simd(const std::uint8_t* layer, std::uint8_t* background, std::size_t pixels,
                                   const LayerOpacity& opacity) {
  constexpr std::size_t kStep = 4 * kLanes;
  const F32 unit(opacity.unit);
  std::size_t x = 0;
  for (; x + kStep <= pixels; x += kStep) {
    const auto quarter = [&](std::size_t i) {
      const std::size_t at = 4 * x + i * (kBytes / 4);
      return over_rgba_pixels(load_bytes_as_floats(layer + at), load_bytes_as_floats(background + at), unit);
    };
    const I32 a = quarter(0), b = quarter(1), c = quarter(2), d = quarter(3);
    store_batch(background + 4 * x, narrow_in_order(a, b, c, d));
  }
  over_rgba_on_rgba_ref(layer + 4 * x, background + 4 * x, pixels - x, opacity);
}

}  // namespace
}  // namespace tbbimg
