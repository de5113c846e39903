// Wide Gaussians at a cost per pixel that hardly grows with sigma.
//
// A wide blur varies slowly: it is computed at every 4th, 8th or 16th pixel of both axes (at least two and a half to a
// sigma) and interpolated. Sums under a triangle make the coarse samples, and quadratic B-splines the pixels between
// them. The variances of filters add up: a Gaussian on the coarse grid supplies the rest of sigma squared.
// Against a Gaussian in double precision, any image is at most 1 off: tests/kernels/convolve/coarse_gaussian_test.cpp.
// With alpha, that holds for alpha and for premultiplied colours: straight colours may be off by 255 / alpha times as
// much.
// Of 16 bits the grid is finer, at least eight coarse pixels to a sigma. Two triangles make them, and the filter on the
// grid is what those and the splines leave of a Gaussian: the worst image is 0.8 of 65535 off, before it is rounded.
// Two costs grow with sigma: the border adds rows and columns, 4 sigma to each side, and above sigma 64 the Gaussian on
// the grid of 16 pixels takes up to four products per sample, at sigma 1000.
// Source: the idea of a pyramid (Burt and Adelson, "The Laplacian Pyramid as a Compact Image Code", 1983).
#pragma once

#include "kernels/convolve/border.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

/// The smallest standard deviation for coarse_gaussian().
inline constexpr double kMinCoarseSigma = 10;
/// And for formats of 16 bits.
inline constexpr double kMinCoarseWordSigma = 16;

/// Makes the rows `rows` of `destination` from `source`: equal sizes and formats, no overlap, not empty. Rows
/// made in any split and order are the same; each split costs some 8 sigma rows more. Errors: out_of_memory (scratch).
[[nodiscard]] Status coarse_gaussian(ConstImageView source, ImageView destination, double sigma, Border border,
                                     RowRange rows, Kernels kernels);

/// Bytes of scratch that one call allocates for `rows` rows of this width.
[[nodiscard]] std::size_t coarse_gaussian_scratch_bytes(int width, int rows, PixelFormat format, double sigma) noexcept;

}  // namespace tbbimg
