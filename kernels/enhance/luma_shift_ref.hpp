// The specification of shift_rgb and shift_rgba: see EnhanceTable.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tbbimg {
namespace {

inline void shift_pixels_ref(const std::uint8_t* source, const std::uint8_t* luma, const std::uint8_t* new_luma,
                             std::uint8_t* destination, std::size_t pixels, std::size_t channels) {
  for (std::size_t x = 0; x < pixels; ++x, source += channels, destination += channels) {
    const int shift = new_luma[x] - luma[x];
    for (std::size_t c = 0; c < 3; ++c) {
      const int value = source[c] + shift;
      destination[c] = static_cast<std::uint8_t>(value < 0 ? 0 : value > 255 ? 255 : value);
    }
    if (channels == 4) destination[3] = source[3];
  }
}

inline void shift_rgb_ref(const std::uint8_t* source, const std::uint8_t* luma, const std::uint8_t* new_luma,
                          std::uint8_t* destination, std::size_t pixels) {
  shift_pixels_ref(source, luma, new_luma, destination, pixels, 3);
}

inline void shift_rgba_ref(const std::uint8_t* source, const std::uint8_t* luma, const std::uint8_t* new_luma,
                           std::uint8_t* destination, std::size_t pixels) {
  shift_pixels_ref(source, luma, new_luma, destination, pixels, 4);
}

}  // namespace
}  // namespace tbbimg
