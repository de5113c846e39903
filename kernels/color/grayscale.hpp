// Luma of ITU-R BT.601: Y = 0.299 R + 0.587 G + 0.114 B, as JPEG uses it (ITU-T T.871).
#pragma once

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

/// rgb8 to gray8, rgba8 to gray_alpha8 (alpha copied); 15-bit weights, rounded. Equal sizes, no overlap.
/// Errors: invalid_argument, unsupported (format).
[[nodiscard]] Status grayscale(ConstImageView source, ImageView destination, RowRange rows, Kernels kernels);

}  // namespace tbbimg
