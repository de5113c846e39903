#include "kernels/color/flatten.hpp"

#include <array>

#include "kernels/color/luma_weights.hpp"
#include "kernels/core/validate.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {

Status flatten(ConstImageView source, ImageView destination, Rgb8 background, RowRange rows, Kernels kernels) {
  using enum PixelFormat;
  TBBIMG_RETURN_IF_ERROR(check_supported(source.format, {gray_alpha8, rgba8}, "flatten"));
  TBBIMG_RETURN_IF_ERROR(check_view(source, "source"));
  TBBIMG_RETURN_IF_ERROR(check_view(destination, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_size(destination.size(), source.size(), "destination"));
  TBBIMG_RETURN_IF_ERROR(check_format(destination.format, source.format == rgba8 ? rgb8 : gray8, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_rows(rows, destination.height));
  if (destination.empty()) return {};

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
