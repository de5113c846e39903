#include "kernels/point/brighten.hpp"

#include <array>
#include <string>

#include "kernels/core/validate.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {

Status brighten(ConstImageView source, ImageView destination, int offset, RowRange rows, Kernels kernels) {
  using enum PixelFormat;
  TBBIMG_RETURN_IF_ERROR(check_supported(source.format, {gray8, gray_alpha8, rgb8, rgba8}, "brighten"));
  TBBIMG_RETURN_IF_ERROR(check_view(source, "source"));
  TBBIMG_RETURN_IF_ERROR(check_view(destination, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_size(destination.size(), source.size(), "destination"));
  TBBIMG_RETURN_IF_ERROR(check_format(destination.format, source.format, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_rows(rows, destination.height));
  if (offset < -255 || offset > 255) {
    return fail(ErrorCode::invalid_argument,
                "an offset of " + std::to_string(offset) + " is not within the allowed -255 to 255");
  }
  if (destination.empty()) return {};

  std::array<std::uint8_t, 4> add{};
  std::array<std::uint8_t, 4> subtract{};
  (offset < 0 ? subtract : add).fill(static_cast<std::uint8_t>(offset < 0 ? -offset : offset));
  if (has_alpha(source.format)) {
    add[3] = subtract[3] = 0;
    if (source.format == gray_alpha8) add[1] = subtract[1] = 0;
  }
  for (int y = rows.begin; y < rows.end; ++y) {
    kernels.table().point.brighten(source.row(y), destination.row(y), source.row_bytes(), add.data(), subtract.data());
  }
  return {};
}

}  // namespace tbbimg
