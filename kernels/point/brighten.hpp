// Adds a constant to every colour sample.
#pragma once

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

/// destination = clamp(source + offset, 0, 255) per sample, alpha copied. Formats: gray8, gray_alpha8, rgb8, rgba8;
/// equal sizes and formats; source and destination may be the same view. `offset` is in -255..255.
/// Errors: invalid_argument, unsupported (format).
[[nodiscard]] Status brighten(ConstImageView source, ImageView destination, int offset, RowRange rows, Kernels kernels);

}  // namespace tbbimg
