// Gives pixels one colour.
#pragma once

#include <array>

#include "kernels/color/flatten.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// Straight alpha.
struct Rgba8 {
  Rgb8 color;
  std::uint8_t alpha = 255;
  friend constexpr bool operator==(Rgba8, Rgba8) noexcept = default;
};

/// Gives all pixels of the rows one colour. Gray formats get its BT.601 luma, formats without alpha drop its alpha, and
/// 16-bit formats get 257 times the 8-bit value. Errors: invalid_argument.
[[nodiscard]] Status fill(ImageView destination, Rgba8 color, RowRange rows);

/// The bytes of one pixel of that colour; the first bytes_per_pixel(format) of them.
[[nodiscard]] std::array<std::uint8_t, 8> pixel_of(Rgba8 color, PixelFormat format) noexcept;

}  // namespace tbbimg
