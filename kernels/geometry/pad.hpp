// Puts an image into a larger one.
#pragma once

#include "kernels/composite/fill.hpp"
#include "kernels/convolve/border.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// Makes the rows `rows` of `destination`: the source, its upper left pixel at `at`, and around it the pixels of
/// `border`; those of a constant border are `background`. The source lies inside of the destination; any format, equal
/// formats, no overlap. Errors: invalid_argument.
[[nodiscard]] Status pad(ConstImageView source, ImageView destination, Point at, Border border, Rgba8 background,
                         RowRange rows);

}  // namespace tbbimg
