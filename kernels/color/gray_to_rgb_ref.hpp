// The specification of gray_to_rgb.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tbbimg {
namespace {

inline void repeat_gray_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels) {
  for (std::size_t x = 0; x < pixels; ++x) {
    for (std::size_t c = 0; c < 3; ++c) destination[3 * x + c] = source[x];
  }
}

inline void repeat_gray_alpha_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels) {
  for (std::size_t x = 0; x < pixels; ++x) {
    for (std::size_t c = 0; c < 3; ++c) destination[4 * x + c] = source[2 * x];
    destination[4 * x + 3] = source[2 * x + 1];
  }
}

}  // namespace
}  // namespace tbbimg
