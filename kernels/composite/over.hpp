// Lays an image with alpha over another.
//
// Source: Porter and Duff, "Compositing Digital Images" (SIGGRAPH 1984), the operator "over", on encoded (not linear)
// values with straight alpha, as browsers composite.
#pragma once

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

/// Lays `layer`, its upper left pixel at `at`, over `background`, in place. Pixels of the layer outside of the
/// background are left out. `opacity`, 0..1, multiplies the layer's alpha. Only the rows `rows` of the background are
/// touched. Formats: rgba8 over rgb8, rgba8, rgb16 and rgba16, gray_alpha8 over the same without colours. A share of
/// one half is exact; the result is within 1 of the exact one (over opaque backgrounds of 8 bits, 0.53). Errors:
/// invalid_argument, unsupported (format).
[[nodiscard]] Status over(ConstImageView layer, ImageView background, Point at, double opacity, RowRange rows,
                          Kernels kernels);

}  // namespace tbbimg
