// Unsharp masking: adds the difference between an image and its blur to the image.
#pragma once

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

struct UnsharpOptions {
  static constexpr double kMinSigma = 0.1;
  static constexpr double kMaxSigma = 10;
  static constexpr double kMaxAmount = 5;

  double sigma = 1;      ///< standard deviation of the Gaussian, in pixels; borders are mirrored
  double amount = 1;     ///< share of the difference that is added; 0 changes nothing
  double threshold = 0;  ///< differences below this many gray levels are left alone: noise, skin, sky
};

/// Makes the rows `rows` of `destination` from `source`: source + amount * (source - blurred), rounded once and
/// clamped. With threshold 0, results are within 1 of a double-precision computation with a Gaussian that is cut at 3
/// sigma. Alpha is kept, colours are filtered as they are stored. Equal sizes and formats, no overlap. Rows made
/// in any split and order are the same. Errors: invalid_argument (an option outside of its range; a threshold is
/// 0..255), unsupported, out_of_memory (scratch).
[[nodiscard]] Status unsharp(ConstImageView source, ImageView destination, const UnsharpOptions& options, RowRange rows,
                             Kernels kernels);

/// Bytes of scratch that one call allocates for an image of this width.
[[nodiscard]] std::size_t unsharp_scratch_bytes(int width, PixelFormat format, double sigma) noexcept;

/// The number of rows above, and below, that a row depends on.
[[nodiscard]] int unsharp_radius(double sigma) noexcept;

}  // namespace tbbimg
