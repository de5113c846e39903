// Convolution with a separable kernel: odd numbers of taps along rows and along columns.
//
// Vertical pass first. Borders are mirrored unless another way is chosen. Formats with alpha are convolved
// premultiplied, given back straight.
#pragma once

#include <memory>
#include <span>

#include "kernels/convolve/border.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

/// Odd numbers of taps in fixed point. Immutable.
class SeparableKernel {
 public:
  static constexpr double kMaxSigma = 1000.0;  ///< standard deviation, in pixels
  static constexpr int kMaxBoxRadius = 4095;   ///< in pixels: sums with alpha, 32 bits, keep two fraction bits
  static constexpr int kMaxTaps = 255;         ///< of create(), along one axis

  /// A sampled Gaussian cut at 3 sigma, rounded so that the sum is kept. From sigma 10 on, of 16 bits from 16 on, an
  /// approximation within 1 of the exact one, at a cost that hardly grows: see coarse_gaussian.hpp.
  /// Errors: invalid_argument unless 0 < sigma <= kMaxSigma.
  [[nodiscard]] static Result<SeparableKernel> gaussian(double sigma);
  /// The mean of (2 radius + 1)^2 pixels. Errors: invalid_argument unless 1 <= radius <= kMaxBoxRadius.
  [[nodiscard]] static Result<SeparableKernel> box(int radius);

  /// Any taps along rows and along columns, both of odd number; tap i belongs to the pixel i - count / 2 away (a
  /// correlation). Errors: invalid_argument (an even number or more than kMaxTaps, a tap that is not finite),
  /// unsupported (taps so large that results within 1 of the exact ones cannot be computed).
  [[nodiscard]] static Result<SeparableKernel> create(std::span<const double> horizontal,
                                                      std::span<const double> vertical);

  /// For convolve_separable().
  struct Taps;
  [[nodiscard]] const Taps& fixed_point() const noexcept { return *taps_; }
  /// Along rows.
  [[nodiscard]] std::span<const std::int16_t> taps() const noexcept;
  /// Whether box() made it, so that a running sum may replace the taps.
  [[nodiscard]] bool is_box() const noexcept;
  [[nodiscard]] int radius() const noexcept { return static_cast<int>(taps().size() / 2); }

  SeparableKernel(SeparableKernel&&) noexcept;
  SeparableKernel& operator=(SeparableKernel&&) noexcept;
  ~SeparableKernel();

 private:
  explicit SeparableKernel(std::unique_ptr<const Taps> taps) noexcept;
  std::unique_ptr<const Taps> taps_;
};

/// Pixels to each side at which a Gaussian is cut: 3 sigma, at least 1.
[[nodiscard]] int gaussian_radius(double sigma) noexcept;

/// Makes the rows `rows` of `destination` from `source`: equal sizes and formats, no overlap.
/// Rows made in any split and order are the same. Errors: invalid_argument, unsupported, out_of_memory (scratch).
[[nodiscard]] Status convolve_separable(ConstImageView source, ImageView destination, const SeparableKernel& kernel,
                                        RowRange rows, Kernels kernels, Border border = Border::mirror);

/// Bytes of scratch that one call allocates for an image of this width.
[[nodiscard]] std::size_t convolve_separable_scratch_bytes(int width, PixelFormat format,
                                                           const SeparableKernel& kernel) noexcept;

}  // namespace tbbimg
