// Functions of one sample, such as gamma: red, green and blue are mapped each by itself.
#pragma once

#include <functional>

#include "kernels/core/error.hpp"

namespace tbbimg {

/// The arguments of levels(): black becomes out_black, white becomes out_white, and gamma bends what lies between.
struct Levels {
  double black = 0;
  double white = 255;
  double gamma = 1;
  double out_black = 0;
  double out_white = 255;
};

/// Maps samples to samples, both on the scale 0..255 and not rounded. Copyable; copies throw std::bad_alloc.
class Curve {
 public:
  static constexpr double kMaxContrast = 100;
  static constexpr double kMinGamma = 0.1;
  static constexpr double kMaxGamma = 10;

  /// Adds `offset`. Errors: invalid_argument outside -255..255.
  [[nodiscard]] static Result<Curve> brighten(double offset);
  /// Multiplies the distance from the middle, 127.5, as contrast() of the W3C's Filter Effects Module Level 1 does: 1
  /// changes nothing, 0 leaves only gray. Errors: invalid_argument outside 0..kMaxContrast.
  [[nodiscard]] static Result<Curve> contrast(double factor);
  /// 255 * (value / 255)^(1 / gamma), as ImageMagick's -gamma: above 1 brightens.
  /// Errors: invalid_argument outside kMinGamma..kMaxGamma, out_of_memory.
  [[nodiscard]] static Result<Curve> gamma(double gamma);
  /// As ImageMagick's -level and +level. Errors: invalid_argument (white not above black, a level outside 0..255, gamma
  /// as above), out_of_memory.
  [[nodiscard]] static Result<Curve> levels(const Levels& levels);
  /// 255 - value.
  [[nodiscard]] static Curve invert();
  /// 255 from `lowest` on, 0 below. Errors: invalid_argument outside 0..255.
  [[nodiscard]] static Result<Curve> threshold(double lowest);

  /// Clamped to 0..255.
  [[nodiscard]] double operator()(double value) const;

 private:
  explicit Curve(std::function<double(double)> function) : function_(std::move(function)) {}
  std::function<double(double)> function_;
};

}  // namespace tbbimg
