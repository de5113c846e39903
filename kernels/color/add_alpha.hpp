// Gives an opaque image an alpha channel.
#pragma once

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// Makes the rows `rows` of `destination`: the colours of the source, and an alpha that hides nothing. The formats are
/// one without alpha and its with_alpha(). Equal sizes, no overlap. Errors: invalid_argument.
[[nodiscard]] Status add_alpha(ConstImageView source, ImageView destination, RowRange rows);

}  // namespace tbbimg
