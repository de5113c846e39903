#include "kernels/point/narrow.hpp"

#include "kernels/core/validate.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {

Status narrow(ConstImageView source, ImageView destination, RowRange rows, Kernels kernels) {
  using enum PixelFormat;
  TBBIMG_RETURN_IF_ERROR(check_supported(source.format, {gray16, gray_alpha16, rgb16, rgba16}, "narrow"));
  TBBIMG_RETURN_IF_ERROR(check_view(source, "source"));
  TBBIMG_RETURN_IF_ERROR(check_view(destination, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_size(destination.size(), source.size(), "destination"));
  TBBIMG_RETURN_IF_ERROR(check_format(destination.format, eight_bits(source.format), "destination"));
  TBBIMG_RETURN_IF_ERROR(check_rows(rows, destination.height));
  for (int y = rows.begin; y < rows.end; ++y) {
    kernels.table().point.narrow(source.row(y), destination.row(y), destination.row_bytes());
  }
  return {};
}

}  // namespace tbbimg
