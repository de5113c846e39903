#include "kernels/color/color_matrix.hpp"

#include <cmath>
#include <numbers>
#include <string>

#include "kernels/color/table.hpp"
#include "kernels/core/validate.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {
namespace {

std::array<double, 5> row_of(double red, double green, double blue) noexcept { return {red, green, blue, 0, 0}; }

constexpr std::array<double, 5> kSameAlpha = {0, 0, 0, 1, 0};

int fixed(double value) noexcept { return static_cast<int>(std::lround(value * (1 << kMixBits))); }

}  // namespace

Result<ColorMatrix> ColorMatrix::create(std::span<const double> values, int rows, int columns) {
  const bool known = (rows == 3 && columns == 3) || (rows == 4 && (columns == 4 || columns == 5));
  if (!known || values.size() != static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns)) {
    return fail(ErrorCode::invalid_argument, "a colour matrix of " + std::to_string(rows) + " rows and " +
                                                 std::to_string(columns) +
                                                 " columns is not one of the allowed 3x3, 4x4 and 4x5");
  }
  Rows full{};
  full[3] = kSameAlpha;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!(std::abs(values[i]) <= kMaxValue)) {
      return fail(ErrorCode::invalid_argument, "a value of " + std::to_string(values[i]) +
                                                   " in a colour matrix is beyond " + std::to_string(kMaxValue));
    }
    full[i / static_cast<std::size_t>(columns)][i % static_cast<std::size_t>(columns)] = values[i];
  }
  return ColorMatrix(full);
}

Result<ColorMatrix> ColorMatrix::saturation(double factor) {
  if (!(factor >= 0 && factor <= kMaxSaturation)) {
    return fail(ErrorCode::invalid_argument, "a saturation of " + std::to_string(factor) +
                                                 " is not within the allowed 0 to " + std::to_string(kMaxSaturation));
  }
  const double s = factor;
  return ColorMatrix(Rows{row_of(0.213 + 0.787 * s, 0.715 - 0.715 * s, 0.072 - 0.072 * s),
                          row_of(0.213 - 0.213 * s, 0.715 + 0.285 * s, 0.072 - 0.072 * s),
                          row_of(0.213 - 0.213 * s, 0.715 - 0.715 * s, 0.072 + 0.928 * s), kSameAlpha});
}

Result<ColorMatrix> ColorMatrix::hue(double degrees) {
  if (!std::isfinite(degrees)) return fail(ErrorCode::invalid_argument, "a hue needs a finite angle");
  const double c = std::cos(degrees * std::numbers::pi / 180);
  const double s = std::sin(degrees * std::numbers::pi / 180);
  return ColorMatrix(Rows{
      row_of(0.213 + c * 0.787 - s * 0.213, 0.715 - c * 0.715 - s * 0.715, 0.072 - c * 0.072 + s * 0.928),
      row_of(0.213 - c * 0.213 + s * 0.143, 0.715 + c * 0.285 + s * 0.140, 0.072 - c * 0.072 - s * 0.283),
      row_of(0.213 - c * 0.213 - s * 0.787, 0.715 - c * 0.715 + s * 0.715, 0.072 + c * 0.928 + s * 0.072), kSameAlpha});
}

ColorMatrix ColorMatrix::sepia() noexcept {
  return ColorMatrix(
      Rows{row_of(0.393, 0.769, 0.189), row_of(0.349, 0.686, 0.168), row_of(0.272, 0.534, 0.131), kSameAlpha});
}

bool ColorMatrix::keeps_gray() const noexcept {
  for (std::size_t c = 0; c < 3; ++c) {
    const auto& row = rows_[c];
    // Half a step of the fixed point, over three weights.
    if (std::abs(row[0] + row[1] + row[2] - 1) > 1e-4 || row[3] != 0 || row[4] != 0) return false;
  }
  return rows_[3] == kSameAlpha;
}

ColorMix ColorMatrix::fixed_point(PixelFormat format) const noexcept {
  ColorMix mix{};
  for (std::size_t c = 0; c < 4; ++c) {
    for (std::size_t i = 0; i < 4; ++i) mix.weights[c][i] = static_cast<std::int16_t>(fixed(rows_[c][i]));
    mix.offsets[c] = fixed(255 * (rows_[c][4] + (has_alpha(format) ? 0 : rows_[c][3])));
  }
  return mix;
}

WordMix ColorMatrix::word_mix(PixelFormat format) const noexcept {
  WordMix mix{};
  for (std::size_t c = 0; c < 4; ++c) {
    for (std::size_t i = 0; i < 4; ++i) mix.weights[c][i] = static_cast<float>(rows_[c][i]);
    mix.offsets[c] = static_cast<float>(65535 * (rows_[c][4] + (has_alpha(format) ? 0 : rows_[c][3])));
  }
  return mix;
}

Status mix_colors(ConstImageView source, ImageView destination, const ColorMatrix& matrix, RowRange rows,
                  Kernels kernels) {
  using enum PixelFormat;
  TBBIMG_RETURN_IF_ERROR(check_same_shape(source, destination, rows, "a colour matrix", {rgb8, rgba8, rgb16, rgba16}));
  if (destination.empty()) return {};

  const ColorTable& table = kernels.table().color;
  if (bytes_per_sample(source.format) == 2) {
    const auto mix_words = source.format == rgb16 ? table.mix_rgb16 : table.mix_rgba16;
    const WordMix word_mix = matrix.word_mix(source.format);
    for (int y = rows.begin; y < rows.end; ++y) {
      mix_words(source.row(y), destination.row(y), static_cast<std::size_t>(source.width), word_mix);
    }
    return {};
  }
  const auto mix_row = source.format == rgb8 ? table.mix_rgb : table.mix_rgba;
  const ColorMix mix = matrix.fixed_point(source.format);
  for (int y = rows.begin; y < rows.end; ++y) {
    mix_row(source.row(y), destination.row(y), static_cast<std::size_t>(source.width), mix);
  }
  return {};
}

}  // namespace tbbimg
