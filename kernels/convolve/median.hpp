// Median filters: the middle one of the 9 or 25 values around each pixel. Removes specks, keeps edges.
//
// Each channel by itself, alpha too, so that every value is one that was there before. Columns are sorted once for all
// the windows that they belong to; networks of minima and maxima do the rest, at a cost that does not depend on the
// pixels.
// Sources: Paeth, "Median Finding on a 3x3 Grid" (Graphics Gems, 1990); Devillard, "Fast median search" (1998).
#pragma once

#include "kernels/convolve/border.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

/// Makes the rows `rows` of `destination` from `source`: equal sizes and formats, no overlap. `side` of the
/// window is 3 or 5. Rows made in any split and order are the same. Errors: invalid_argument, unsupported,
/// out_of_memory (scratch).
[[nodiscard]] Status median(ConstImageView source, ImageView destination, int side, Border border, RowRange rows,
                            Kernels kernels);

/// Bytes of scratch that one call allocates for an image of this width.
[[nodiscard]] std::size_t median_scratch_bytes(int width, PixelFormat format, int side) noexcept;

}  // namespace tbbimg
