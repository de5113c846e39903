// The specification of grayscale.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tbbimg {
namespace {

// 0.299, 0.587 and 0.114 (ITU-R BT.601-7, 2.5.1) in 15 bits, the last rounded down so that they sum to 1 << 15.
inline constexpr int kLumaRed = 9798;
inline constexpr int kLumaGreen = 19235;
inline constexpr int kLumaBlue = 3735;
inline constexpr int kLumaBits = 15;

inline std::uint8_t luma_ref(int red, int green, int blue) {
  const int sum = kLumaRed * red + kLumaGreen * green + kLumaBlue * blue;
  return static_cast<std::uint8_t>((sum + (1 << (kLumaBits - 1))) >> kLumaBits);
}

inline void grayscale_rgb_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels) {
  for (std::size_t x = 0; x < pixels; ++x) {
    destination[x] = luma_ref(source[3 * x], source[3 * x + 1], source[3 * x + 2]);
  }
}

inline void grayscale_rgba_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels) {
  for (std::size_t x = 0; x < pixels; ++x) {
    destination[2 * x] = luma_ref(source[4 * x], source[4 * x + 1], source[4 * x + 2]);
    destination[2 * x + 1] = source[4 * x + 3];
  }
}

}  // namespace
}  // namespace tbbimg
