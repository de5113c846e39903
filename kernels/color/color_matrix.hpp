// Linear mixing of the channels of a pixel.
#pragma once

#include <array>
#include <span>

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

struct ColorMix;  // the same in fixed point: kernels/color/table.hpp, not for users
struct WordMix;   // and in single precision, for 16 bits

/// Each new channel is a weighted sum of red, green, blue and alpha, and an offset. Trivially copyable.
///
/// Weights multiply encoded (not linear), straight samples; offsets are fractions of the full scale, as in the
/// feColorMatrix of SVG.
class ColorMatrix {
 public:
  /// The largest weight or offset: 16-bit fixed point with 12 fractional bits holds less than 8.
  static constexpr double kMaxValue = 7.99;
  static constexpr double kMaxSaturation = 8;

  /// Takes `values` row by row. 3x3: red, green and blue mix, alpha stays (ImageMagick's -color-matrix, sharp's
  /// recomb). 4x4: alpha takes part as the fourth (sharp). 4x5: and the fifth column is an offset (SVG's feColorMatrix,
  /// whose text can be pasted; ImageMagick's fifth column). Errors: invalid_argument (another shape, a value beyond
  /// kMaxValue).
  [[nodiscard]] static Result<ColorMatrix> create(std::span<const double> values, int rows, int columns);

  /// saturate(), hue-rotate() and sepia() of the W3C's Filter Effects Module Level 1, section 8: saturation 0 leaves
  /// gray and 1 changes nothing; both keep grays as they are. Errors: invalid_argument outside 0..kMaxSaturation, or
  /// for an angle that is not finite.
  [[nodiscard]] static Result<ColorMatrix> saturation(double factor);
  [[nodiscard]] static Result<ColorMatrix> hue(double degrees);
  [[nodiscard]] static ColorMatrix sepia() noexcept;

  /// Whether a gray pixel stays what it is, so that gray images need no mixing.
  [[nodiscard]] bool keeps_gray() const noexcept;
  [[nodiscard]] ColorMix fixed_point(PixelFormat format) const noexcept;
  [[nodiscard]] WordMix word_mix(PixelFormat format) const noexcept;

 private:
  using Rows = std::array<std::array<double, 5>, 4>;
  explicit ColorMatrix(const Rows& rows) noexcept : rows_(rows) {}
  Rows rows_;
};

/// The matrix applied to each pixel: within 0.7 of double precision, clamped. rgb8 (of which alpha is 255), rgba8,
/// rgb16 (of which alpha is 65535) and rgba16; equal sizes and formats; source and destination may be the same view.
/// Errors: invalid_argument, unsupported (format).
[[nodiscard]] Status mix_colors(ConstImageView source, ImageView destination, const ColorMatrix& matrix, RowRange rows,
                                Kernels kernels);

}  // namespace tbbimg
