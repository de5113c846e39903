// Adds a constant to every colour sample.
#pragma once

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

/// destination = clamp(source + offset, 0, 255) per sample, alpha copied. All formats, of 16 bits with 257 times
/// the offset; equal sizes and formats; source and destination may be the same view. `offset` is in -255..255.
/// Errors: invalid_argument.
[[nodiscard]] Status brighten(ConstImageView source, ImageView destination, int offset, RowRange rows, Kernels kernels);

}  // namespace tbbimg
