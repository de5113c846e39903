// The Sobel operator: how steeply brightness rises along x, along y, and in whichever direction it rises most.
//
// A derivative is 1 0 -1 along one axis, smoothed by 1 2 1 along the other. Results are its absolute value, or the
// magnitude of both derivatives, rounded to the nearest; they are clamped to 255. Each colour is filtered by itself;
// alpha is kept. convolve_2d() with a bias gives derivatives with their sign.
#pragma once

#include "kernels/convolve/border.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

enum class SobelOutput : std::uint8_t { magnitude, x, y };

/// Makes the rows `rows` of `destination` from `source`: equal sizes and formats, no overlap. Borders are
/// mirrored. Rows made in any split and order are the same. Errors: invalid_argument, unsupported, out_of_memory
/// (scratch).
[[nodiscard]] Status sobel(ConstImageView source, ImageView destination, SobelOutput output, RowRange rows,
                           Kernels kernels);

/// Bytes of scratch that one call allocates for an image of this width.
[[nodiscard]] std::size_t sobel_scratch_bytes(int width, PixelFormat format) noexcept;

}  // namespace tbbimg
