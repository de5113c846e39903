// Repeats gray in three equal channels, for operations that take only colour.
#pragma once

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

/// Gray with three equal colours: the format that gray_to_rgb() gives.
[[nodiscard]] constexpr PixelFormat colour_of(PixelFormat gray) noexcept {
  return static_cast<PixelFormat>(static_cast<int>(gray) + 2);
}

/// gray8 to rgb8, gray_alpha8 to rgba8 (alpha copied), and those of 16 bits likewise. Equal sizes, no overlap.
/// Errors: invalid_argument, unsupported (format).
[[nodiscard]] Status gray_to_rgb(ConstImageView source, ImageView destination, RowRange rows, Kernels kernels);

}  // namespace tbbimg
