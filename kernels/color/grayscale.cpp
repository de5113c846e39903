#include "kernels/color/grayscale.hpp"

#include "kernels/color/luma_weights.hpp"
#include "kernels/core/validate.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {

Status grayscale(ConstImageView source, ImageView destination, LumaStandard standard, RowRange rows, Kernels kernels) {
  using enum PixelFormat;
  TBBIMG_RETURN_IF_ERROR(check_supported(source.format, {rgb8, rgba8, rgb16, rgba16}, "grayscale"));
  TBBIMG_RETURN_IF_ERROR(check_view(source, "source"));
  TBBIMG_RETURN_IF_ERROR(check_view(destination, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_size(destination.size(), source.size(), "destination"));
  TBBIMG_RETURN_IF_ERROR(check_format(destination.format, gray_of(source.format), "destination"));
  TBBIMG_RETURN_IF_ERROR(check_rows(rows, destination.height));
  if (destination.empty()) return {};

  const ColorTable& table = kernels.table().color;
  const auto pixels = static_cast<std::size_t>(source.width);
  if (bytes_per_sample(source.format) == 2) {
    const auto convert = source.format == rgb16 ? table.grayscale_rgb16 : table.grayscale_rgba16;
    const WordLumaWeights weights = word_luma_weights(standard);
    for (int y = rows.begin; y < rows.end; ++y) convert(source.row(y), destination.row(y), pixels, weights);
    return {};
  }
  const auto convert = source.format == rgb8 ? table.grayscale_rgb : table.grayscale_rgba;
  const LumaWeights weights = luma_weights(standard);
  for (int y = rows.begin; y < rows.end; ++y) convert(source.row(y), destination.row(y), pixels, weights);
  return {};
}

}  // namespace tbbimg
