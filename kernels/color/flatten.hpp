// Lays an image with alpha over an opaque colour, for formats that have no alpha.
#pragma once

#include <array>

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

struct Rgb8 {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  friend constexpr bool operator==(Rgb8, Rgb8) noexcept = default;
};

/// destination = round((source * alpha + background * (255 - alpha)) / 255), exactly, in the encoded (not linear)
/// values, as browsers composite. rgba8 to rgb8, gray_alpha8 to gray8 (background: its BT.601 luma); of 16 bits
/// likewise, with 65535 for 255 and 257 times the background. Equal sizes, no overlap. Errors: invalid_argument,
/// unsupported (format).
[[nodiscard]] Status flatten(ConstImageView source, ImageView destination, Rgb8 background, RowRange rows,
                             Kernels kernels);

}  // namespace tbbimg
