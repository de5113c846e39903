// The specification of grayscale.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/color/table.hpp"

namespace tbbimg {
namespace {

inline std::uint8_t luma_ref(const LumaWeights& weights, int red, int green, int blue) {
  const int sum = weights.red * red + weights.green * green + weights.blue * blue;
  return static_cast<std::uint8_t>((sum + (1 << (kLumaBits - 1))) >> kLumaBits);
}

inline void grayscale_rgb_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                              const LumaWeights& weights) {
  for (std::size_t x = 0; x < pixels; ++x) {
    destination[x] = luma_ref(weights, source[3 * x], source[3 * x + 1], source[3 * x + 2]);
  }
}

inline void grayscale_rgba_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                               const LumaWeights& weights) {
  for (std::size_t x = 0; x < pixels; ++x) {
    destination[2 * x] = luma_ref(weights, source[4 * x], source[4 * x + 1], source[4 * x + 2]);
    destination[2 * x + 1] = source[4 * x + 3];
  }
}

}  // namespace
}  // namespace tbbimg
