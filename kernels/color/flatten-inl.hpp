// flatten on one level's registers; flatten_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/color/flatten_ref.hpp"

namespace tbbimg {
namespace {

inline U16 over(U16 colour, U16 alpha, U16 background) noexcept {
  const U16 sum =
      multiply_low(colour, alpha) + multiply_low(background, U16(std::uint16_t{255}) - alpha) + U16(std::uint16_t{128});
  return (sum + (sum >> 8)) >> 8;
}

inline void flatten_rgba_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                              const std::uint8_t* background) {
  constexpr std::size_t kStep = 4 * kLanes;
  const U8 behind(U32(static_cast<std::uint32_t>(background[0] | background[1] << 8 | background[2] << 16)).data);
  const U16 behind_low = widen_low(behind);
  std::size_t x = 0;
  for (; x + kStep <= pixels; x += kStep) {
    const U8 rgba = load_batch<U8>(source + 4 * x);
    const U16 low = widen_low(rgba);
    const U16 high = widen_high(rgba);
    store_rgb(destination + 3 * x, narrow(as_signed(over(low, broadcast_alpha(low), behind_low)),
                                          as_signed(over(high, broadcast_alpha(high), behind_low))));
  }
  flatten_rgba_ref(source + 4 * x, destination + 3 * x, pixels - x, background);
}

inline void flatten_gray_alpha_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                                    std::uint8_t background) {
  constexpr std::size_t kStep = 16 * kLanes;
  const U16 low_byte(std::uint16_t{0xff});
  const U16 behind(std::uint16_t{background});
  const auto blend = [&](U16 gray_alpha) { return as_signed(over(gray_alpha & low_byte, gray_alpha >> 8, behind)); };
  std::size_t x = 0;
  for (; x + kStep <= pixels; x += kStep) {
    const U16 first(load_batch<U8>(source + 2 * x).data);
    const U16 second(load_batch<U8>(source + 2 * x + kBytes).data);
    store_batch(destination + x, narrow_in_order(blend(first), blend(second)));
  }
  flatten_gray_alpha_ref(source + 2 * x, destination + x, pixels - x, background);
}

}  // namespace
}  // namespace tbbimg
