#include "kernels/color/gray_to_rgb.hpp"

#include "kernels/core/validate.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {

Status gray_to_rgb(ConstImageView source, ImageView destination, RowRange rows, Kernels kernels) {
  using enum PixelFormat;
  TBBIMG_RETURN_IF_ERROR(check_supported(source.format, {gray8, gray_alpha8, gray16, gray_alpha16}, "gray to RGB"));
  TBBIMG_RETURN_IF_ERROR(check_view(source, "source"));
  TBBIMG_RETURN_IF_ERROR(check_view(destination, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_size(destination.size(), source.size(), "destination"));
  TBBIMG_RETURN_IF_ERROR(check_format(destination.format, colour_of(source.format), "destination"));
  TBBIMG_RETURN_IF_ERROR(check_rows(rows, destination.height));
  if (destination.empty()) return {};

  const ColorTable& table = kernels.table().color;
  const auto repeat = source.format == gray8         ? table.repeat_gray
                      : source.format == gray_alpha8 ? table.repeat_gray_alpha
                      : source.format == gray16      ? table.repeat_gray16
                                                     : table.repeat_gray_alpha16;
  for (int y = rows.begin; y < rows.end; ++y) {
    repeat(source.row(y), destination.row(y), static_cast<std::size_t>(source.width));
  }
  return {};
}

}  // namespace tbbimg
