// The primitives that mix the channels of a pixel.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/simd/level_tables.hpp"

namespace tbbimg {

struct ColorTable {
  void (*grayscale_rgb)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels);
  void (*grayscale_rgba)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels);

  /// `background` has three bytes.
  void (*flatten_rgba)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                       const std::uint8_t* background);
  void (*flatten_gray_alpha)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                             std::uint8_t background);
};

TBBIMG_LEVEL_TABLES(ColorTable, kColorTable);

}  // namespace tbbimg
