// Turns an image by any angle.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "kernels/composite/fill.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/resize/resize.hpp"

namespace tbbimg {

/// Sides of the smallest upright rectangle that holds an image which is turned by `degrees`; what is less than 1/64 of
/// a pixel does not count.
[[nodiscard]] Size rotated_size(Size size, double degrees) noexcept;

/// Sides of the upright rectangle of largest area that the turned image fills, at least a pixel each.
[[nodiscard]] Size filled_size(Size size, double degrees) noexcept;

/// What turns images by one angle: made once, then const and shared by all threads.
class Rotation {
 public:
  /// `degrees` are clockwise. Errors: invalid_argument.
  [[nodiscard]] static Result<Rotation> create(double degrees, ResizeFilter filter, Rgba8 background);

  /// Makes the rows `rows` of `destination`, whose centre is that of the source, and which shows the background where
  /// the source ends: edges are resampled against it, so that they are smooth. Formats of 8 and 16 bits; that of the
  /// destination is the source's, or the same with an alpha channel. Colours are weighted by their alpha. Within 1 of a
  /// double-precision computation where positions are taken to 1/1024 of a pixel. Rows made in any split and order are
  /// the same. No overlap. Errors: invalid_argument.
  [[nodiscard]] Status run(ConstImageView source, ImageView destination, RowRange rows) const;

 private:
  static constexpr std::size_t kMaxTaps = 6;
  static constexpr std::size_t kPhases = 1024;  ///< from the middle of a pixel to that of the next
  using Weights = std::array<float, kMaxTaps>;
  template <class Sample, std::size_t kFrom, std::size_t kTo>
  friend class RotationRows;

  Rotation() = default;

  double sine_ = 0;
  double cosine_ = 1;
  int taps_ = 1;                 ///< along each axis
  std::vector<Weights> phases_;  ///< kPhases + 1
  Rgba8 background_;
};

}  // namespace tbbimg
