// gray_to_rgb on one level's registers; gray_to_rgb_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/color/gray_to_rgb_ref.hpp"

namespace tbbimg {
namespace {

// The low byte of each 32-bit element, three times; the fourth byte is 0.
inline U8 repeat_low_bytes(U32 bytes) noexcept { return U8((bytes | (bytes << 8) | (bytes << 16)).data); }

inline void repeat_gray_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels) {
  constexpr std::size_t kStep = 4 * kLanes;
  std::size_t x = 0;
  for (; x + kStep <= pixels; x += kStep) {
    store_rgb(destination + 3 * x, repeat_low_bytes(load_widened_32(source + x)));
  }
  repeat_gray_ref(source + x, destination + 3 * x, pixels - x);
}

inline void repeat_gray_alpha_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels) {
  constexpr std::size_t kStep = 8 * kLanes;
  std::size_t x = 0;
  for (; x + kStep <= pixels; x += kStep) {
    const U8 gray_alpha = load_batch<U8>(source + 2 * x);
    const U16 gray = U16(gray_alpha.data) & U16(std::uint16_t{0xff});
    const U8 gray_gray((gray | (gray << 8)).data);
    store_in_order(destination + 4 * x, interleave_low_16(gray_gray, gray_alpha),
                   interleave_high_16(gray_gray, gray_alpha));
  }
  repeat_gray_alpha_ref(source + 2 * x, destination + 4 * x, pixels - x);
}

}  // namespace
}  // namespace tbbimg
