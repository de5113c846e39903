// grayscale on one level's registers; grayscale_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/color/grayscale_ref.hpp"

namespace tbbimg {
namespace {

// Luma in the low byte of each 32-bit element that holds red, green, blue and anything.
inline U32 luma(U32 pixels) noexcept {
  const U32 low_byte(0xffU);
  const U32 red_green = (pixels & low_byte) | ((pixels << 8) & U32(0xff0000U));
  const U32 blue = (pixels >> 16) & low_byte;
  const I32 sum = multiply_add_pairs(I16(red_green.data), I16(I32(kLumaGreen << 16 | kLumaRed).data)) +
                  multiply_add_pairs(I16(blue.data), I16(I32(kLumaBlue).data));
  return U32((sum + I32(1 << (kLumaBits - 1))).data) >> kLumaBits;
}

inline void grayscale_rgb_row(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels) {
  constexpr std::size_t kStep = 4 * kLanes;
  std::size_t x = 0;
  for (; 3 * x + kRgbReadBytes <= 3 * pixels && x + kStep <= pixels; x += kStep) {
    store_low_bytes(destination + x, luma(U32(load_rgb(source + 3 * x).data)));
  }
  grayscale_rgb_ref(source + 3 * x, destination + x, pixels - x);
}

inline void grayscale_rgba_row(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels) {
  constexpr std::size_t kStep = 4 * kLanes;
  std::size_t x = 0;
  for (; x + kStep <= pixels; x += kStep) {
    const U32 rgba(load_batch<U8>(source + 4 * x).data);
    store_low_words(destination + 2 * x, luma(rgba) | ((rgba >> 16) & U32(0xff00U)));
  }
  grayscale_rgba_ref(source + 4 * x, destination + 2 * x, pixels - x);
}

}  // namespace
}  // namespace tbbimg
