// The specification of flatten.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tbbimg {
namespace {

// round(x / 255) without a division, exact for 0 <= x <= 65025 (Blinn, "Three Wrongs Make a Right", 1995).
inline int divide_by_255_ref(int x) {
  const int biased = x + 128;
  return (biased + (biased >> 8)) >> 8;
}

inline std::uint8_t over_ref(int colour, int alpha, int background) {
  return static_cast<std::uint8_t>(divide_by_255_ref(colour * alpha + background * (255 - alpha)));
}

inline void flatten_rgba_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                             const std::uint8_t* background) {
  for (std::size_t x = 0; x < pixels; ++x) {
    for (std::size_t c = 0; c < 3; ++c) {
      destination[3 * x + c] = over_ref(source[4 * x + c], source[4 * x + 3], background[c]);
    }
  }
}

inline void flatten_gray_alpha_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                                   std::uint8_t background) {
  for (std::size_t x = 0; x < pixels; ++x) {
    destination[x] = over_ref(source[2 * x], source[2 * x + 1], background);
  }
}

}  // namespace
}  // namespace tbbimg
