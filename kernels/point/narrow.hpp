// Samples of 16 bits rounded to 8.
#pragma once

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

/// Makes the rows `rows` of `destination`, in eight_bits(source.format): of each sample the nearest to a 257th. Equal
/// sizes, no overlap. Errors: invalid_argument, unsupported (a source of 8 bits).
[[nodiscard]] Status narrow(ConstImageView source, ImageView destination, RowRange rows, Kernels kernels);

}  // namespace tbbimg
