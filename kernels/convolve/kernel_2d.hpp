// The weights of a convolution in two dimensions.
#pragma once

#include <memory>
#include <span>

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// A matrix of weights that a pixel's neighbours are multiplied with, not turned around (a correlation, as every image
/// library has it): out(x, y) = sum of weight(i, j) * in(x + i - width / 2, y + j - height / 2), over the divisor, plus
/// the bias. Immutable and cheap to copy.
class Kernel2D {
 public:
  static constexpr int kMaxSide = 31;

  /// `weights` are size.width * size.height numbers, row by row; both sides odd. Errors: invalid_argument (sides,
  /// count, a number that is not finite, divisor 0), unsupported (weights so large and so finely graded that results
  /// within 1 of the exact ones cannot be computed).
  [[nodiscard]] static Result<Kernel2D> create(Size size, std::span<const double> weights, double divisor = 1,
                                               double bias = 0);

  [[nodiscard]] static Kernel2D identity();
  /// 0 -1 0; -1 5 -1; 0 -1 0
  [[nodiscard]] static Kernel2D sharpen();
  /// -2 -1 0; -1 1 1; 0 1 2: lit from the lower right, flat areas keep their value.
  [[nodiscard]] static Kernel2D emboss();
  /// The Laplacian of 8 neighbours: -1 -1 -1; -1 8 -1; -1 -1 -1
  [[nodiscard]] static Kernel2D edge();

  [[nodiscard]] Size size() const noexcept;

  /// The weights in fixed point, for convolve_2d().
  struct FixedPoint;
  [[nodiscard]] const FixedPoint& fixed_point() const noexcept { return *fixed_point_; }

 private:
  explicit Kernel2D(std::shared_ptr<const FixedPoint> fixed_point) noexcept : fixed_point_(std::move(fixed_point)) {}
  std::shared_ptr<const FixedPoint> fixed_point_;
};

}  // namespace tbbimg
