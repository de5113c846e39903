// Arguments of the primitives of PointTable, one for each channel: four bytes that repeat over a row.
#pragma once

#include <array>
#include <cstdint>

#include "kernels/image/pixel_format.hpp"

namespace tbbimg {

/// For byte i of a row of an 8-bit format, element i % 4: `colour` for colours and 0 for alpha.
[[nodiscard]] constexpr std::array<std::uint8_t, 4> channel_pattern(PixelFormat format, std::uint8_t colour) noexcept {
  std::array<std::uint8_t, 4> pattern = {colour, colour, colour, colour};
  if (has_alpha(format)) pattern[3] = 0;
  if (format == PixelFormat::gray_alpha8) pattern[1] = 0;
  return pattern;
}

/// For sample i of a row of a 16-bit format.
[[nodiscard]] constexpr std::array<std::uint16_t, 4> word_pattern(PixelFormat format, std::uint16_t colour) noexcept {
  std::array<std::uint16_t, 4> pattern = {colour, colour, colour, colour};
  if (has_alpha(format)) pattern[3] = 0;
  if (format == PixelFormat::gray_alpha16) pattern[1] = 0;
  return pattern;
}

}  // namespace tbbimg
