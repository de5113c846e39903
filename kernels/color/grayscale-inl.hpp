// grayscale on one level's registers; grayscale_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/color/grayscale_ref.hpp"

namespace tbbimg {
namespace {

struct LumaFactors {
  I16 red_green;
  I16 blue;

  explicit LumaFactors(const LumaWeights& weights) noexcept
      : red_green(I32(weights.green << 16 | weights.red).data), blue(I32(weights.blue).data) {}
};

// Luma of each 32-bit element that holds red, green, blue and anything.
inline I32 luma(U32 pixels, const LumaFactors& factors) noexcept {
  const U32 low_byte(0xffU);
  const U32 red_green = (pixels & low_byte) | ((pixels << 8) & U32(0xff0000U));
  const U32 blue = (pixels >> 16) & low_byte;
  const I32 sum =
      multiply_add_pairs(I16(red_green.data), factors.red_green) + multiply_add_pairs(I16(blue.data), factors.blue);
  return (sum + I32(1 << (kLumaBits - 1))) >> kLumaBits;
}

inline void grayscale_rgb_block(const std::uint8_t* source, std::uint8_t* destination, const LumaFactors& factors) {
  const auto luma_of = [&](std::size_t i) { return luma(U32(load_rgb(source + i * 12 * kLanes).data), factors); };
  // Named, to be loaded in this order: arguments are evaluated from the last on, and prefetchers want ascending loads
  // (12 instead of 2.5 ms for 16 megapixels).
  const I32 a = luma_of(0);
  const I32 b = luma_of(1);
  const I32 c = luma_of(2);
  const I32 d = luma_of(3);
  store_batch(destination, narrow_in_order(a, b, c, d));
}

inline void grayscale_rgb_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                               const LumaWeights& weights) {
  const LumaFactors factors(weights);
  std::size_t x = 0;
  for (; x + kBytes <= pixels; x += kBytes) grayscale_rgb_block(source + 3 * x, destination + x, factors);
  if (x < pixels && pixels >= kBytes) {
    grayscale_rgb_block(source + 3 * (pixels - kBytes), destination + pixels - kBytes, factors);
  } else {
    grayscale_rgb_ref(source + 3 * x, destination + x, pixels - x, weights);
  }
}

inline void grayscale_rgba_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                                const LumaWeights& weights) {
  constexpr std::size_t kStep = 4 * kLanes;
  const LumaFactors factors(weights);
  std::size_t x = 0;
  for (; x + kStep <= pixels; x += kStep) {
    const U32 rgba(load_batch<U8>(source + 4 * x).data);
    store_low_words(destination + 2 * x, U32(luma(rgba, factors).data) | ((rgba >> 16) & U32(0xff00U)));
  }
  grayscale_rgba_ref(source + 4 * x, destination + 2 * x, pixels - x, weights);
}

}  // namespace
}  // namespace tbbimg
