// Luma: the brightness of a colour, from its encoded (not linear) values.
#pragma once

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

enum class LumaStandard : std::uint8_t {
  bt601,  ///< 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601-7, 2.5.1), as JPEG uses it (ITU-T T.871)
  bt709,  ///< 0.2126 R + 0.7152 G + 0.0722 B (ITU-R BT.709-6, 3.2), of the primaries of sRGB
};

/// Colour without its colours: the format that grayscale() gives.
[[nodiscard]] constexpr PixelFormat gray_of(PixelFormat colour) noexcept {
  return static_cast<PixelFormat>(static_cast<int>(colour) - 2);
}

/// rgb8 to gray8, rgba8 to gray_alpha8 (alpha copied) with 15-bit weights, rounded; rgb16 and rgba16 likewise in single
/// precision. Equal sizes, no overlap.
/// Errors: invalid_argument, unsupported (format).
[[nodiscard]] Status grayscale(ConstImageView source, ImageView destination, LumaStandard standard, RowRange rows,
                               Kernels kernels);

}  // namespace tbbimg
