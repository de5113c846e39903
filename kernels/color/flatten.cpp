#include "kernels/color/flatten.hpp"

#include <array>

#include "kernels/color/luma_weights.hpp"
#include "kernels/color/words_ref.hpp"
#include "kernels/core/validate.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {
namespace {

void flatten_words(ConstImageView source, ImageView destination, Rgb8 background, RowRange rows,
                   const ColorTable& table) noexcept {
  const auto word = [](std::uint8_t byte) { return static_cast<std::uint16_t>(257 * byte); };
  const std::array<std::uint16_t, 3> colour = {word(background.red), word(background.green), word(background.blue)};
  const std::uint16_t luma =
      word_luma_ref<3>({{colour[0], colour[1], colour[2]}}, word_luma_weights(LumaStandard::bt601));
  const auto pixels = static_cast<std::size_t>(source.width);
  for (int y = rows.begin; y < rows.end; ++y) {
    if (source.format == PixelFormat::rgba16) {
      table.flatten_rgba16(source.row(y), destination.row(y), pixels, colour.data());
    } else {
      table.flatten_gray_alpha16(source.row(y), destination.row(y), pixels, luma);
    }
  }
}

}  // namespace

Status flatten(ConstImageView source, ImageView destination, Rgb8 background, RowRange rows, Kernels kernels) {
  using enum PixelFormat;
  TBBIMG_RETURN_IF_ERROR(check_supported(source.format, {gray_alpha8, rgba8, gray_alpha16, rgba16}, "flatten"));
  TBBIMG_RETURN_IF_ERROR(check_view(source, "source"));
  TBBIMG_RETURN_IF_ERROR(check_view(destination, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_size(destination.size(), source.size(), "destination"));
  TBBIMG_RETURN_IF_ERROR(check_format(destination.format, without_alpha(source.format), "destination"));
  TBBIMG_RETURN_IF_ERROR(check_rows(rows, destination.height));
  if (destination.empty()) return {};

  if (bytes_per_sample(source.format) == 2) {
    flatten_words(source, destination, background, rows, kernels.table().color);
    return {};
  }
  const std::array<std::uint8_t, 3> colour = {background.red, background.green, background.blue};
  const std::uint8_t luma = luma_of(LumaStandard::bt601, background.red, background.green, background.blue);
  const auto pixels = static_cast<std::size_t>(source.width);
  for (int y = rows.begin; y < rows.end; ++y) {
    if (source.format == rgba8) {
      kernels.table().color.flatten_rgba(source.row(y), destination.row(y), pixels, colour.data());
    } else {
      kernels.table().color.flatten_gray_alpha(source.row(y), destination.row(y), pixels, luma);
    }
  }
  return {};
}

}  // namespace tbbimg
