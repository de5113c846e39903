// Convolution with a separable kernel: the same odd number of taps along rows and along columns.
//
// Vertical pass first. Borders are mirrored without repeating the edge pixel (BORDER_REFLECT_101: dcb|abcd|cba), and
// clamped where the image is smaller than the radius. Formats with alpha are convolved premultiplied, given back
// straight.
#pragma once

#include <memory>
#include <span>

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

/// Odd-length taps in fixed point: they sum exactly to 1 << 14.
class SeparableKernel {
 public:
  static constexpr double kMaxSigma = 64.0;  ///< standard deviation, in pixels
  static constexpr int kMaxBoxRadius = 255;  ///< in pixels

  /// A sampled Gaussian cut at 3 sigma, rounded so that the sum is kept.
  /// Errors: invalid_argument unless 0 < sigma <= kMaxSigma.
  [[nodiscard]] static Result<SeparableKernel> gaussian(double sigma);
  /// The mean of (2 radius + 1)^2 pixels. Errors: invalid_argument unless 1 <= radius <= kMaxBoxRadius.
  [[nodiscard]] static Result<SeparableKernel> box(int radius);

  [[nodiscard]] std::span<const std::int16_t> taps() const noexcept;
  /// Made by box(): a running sum may stand for the taps.
  [[nodiscard]] bool is_box() const noexcept;
  [[nodiscard]] int radius() const noexcept { return static_cast<int>(taps().size() / 2); }

  SeparableKernel(SeparableKernel&&) noexcept;
  SeparableKernel& operator=(SeparableKernel&&) noexcept;
  ~SeparableKernel();

 private:
  struct Taps;
  explicit SeparableKernel(std::unique_ptr<const Taps> taps) noexcept;
  std::unique_ptr<const Taps> taps_;
};

/// Makes the rows `rows` of `destination` from `source`: equal sizes and 8-bit formats, no overlap.
/// Rows made in any split and order are the same. Errors: invalid_argument, unsupported, out_of_memory (scratch).
[[nodiscard]] Status convolve_separable(ConstImageView source, ImageView destination, const SeparableKernel& kernel,
                                        RowRange rows, Kernels kernels);

/// Bytes of scratch that one call allocates for an image of this width.
[[nodiscard]] std::size_t convolve_separable_scratch_bytes(int width, PixelFormat format,
                                                           const SeparableKernel& kernel) noexcept;

}  // namespace tbbimg
