// shift_rgb and shift_rgba on one level's registers; luma_shift_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/enhance/luma_shift_ref.hpp"

namespace tbbimg {
namespace {

// 4 kLanes pixels of four bytes, of which the fourth stays.
inline U8 shifted(U8 pixels, const std::uint8_t* luma, const std::uint8_t* new_luma) noexcept {
  const auto for_colours = [](U32 bytes) { return U8((bytes | (bytes << 8) | (bytes << 16)).data); };
  const U8 before = for_colours(load_widened_32(luma));
  const U8 after = for_colours(load_widened_32(new_luma));
  return xsimd::ssub(xsimd::sadd(pixels, xsimd::ssub(after, before)), xsimd::ssub(before, after));
}

inline void shift_rgb_simd(const std::uint8_t* source, const std::uint8_t* luma, const std::uint8_t* new_luma,
                           std::uint8_t* destination, std::size_t pixels) {
  constexpr std::size_t kStep = 4 * kLanes;
  std::size_t x = 0;
  for (; x + kStep <= pixels; x += kStep) {
    store_rgb(destination + 3 * x, shifted(load_rgb(source + 3 * x), luma + x, new_luma + x));
  }
  shift_rgb_ref(source + 3 * x, luma + x, new_luma + x, destination + 3 * x, pixels - x);
}

inline void shift_rgba_simd(const std::uint8_t* source, const std::uint8_t* luma, const std::uint8_t* new_luma,
                            std::uint8_t* destination, std::size_t pixels) {
  constexpr std::size_t kStep = 4 * kLanes;
  std::size_t x = 0;
  for (; x + kStep <= pixels; x += kStep) {
    store_batch(destination + 4 * x, shifted(load_batch<U8>(source + 4 * x), luma + x, new_luma + x));
  }
  shift_rgba_ref(source + 4 * x, luma + x, new_luma + x, destination + 4 * x, pixels - x);
}

}  // namespace
}  // namespace tbbimg
