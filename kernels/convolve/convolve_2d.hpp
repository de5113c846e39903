// Convolution with any matrix of weights.
//
// Exact sums in fixed point, rounded once and clamped: within 1 of a double-precision computation, and exact where
// weights over the divisor are integers, or halves, quarters, ... Of 16 bits, sums in single precision: within 1 as
// long as weights over the divisor, without their signs, sum to no more than 100, and in proportion above that. Colours
// are convolved as they are stored, and alpha is kept: a matrix such as an edge detector has no useful meaning for
// transparency.
#pragma once

#include "kernels/convolve/border.hpp"
#include "kernels/convolve/kernel_2d.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

/// Makes the rows `rows` of `destination` from `source`: equal sizes and formats, no overlap.
/// Rows made in any split and order are the same. Errors: invalid_argument, unsupported, out_of_memory (scratch).
[[nodiscard]] Status convolve_2d(ConstImageView source, ImageView destination, const Kernel2D& kernel, Border border,
                                 RowRange rows, Kernels kernels);

/// Bytes of scratch that one call allocates for an image of this width.
[[nodiscard]] std::size_t convolve_2d_scratch_bytes(int width, PixelFormat format, const Kernel2D& kernel) noexcept;

}  // namespace tbbimg
