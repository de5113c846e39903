#include "kernels/point/brighten.hpp"

#include <string>

#include "kernels/core/validate.hpp"
#include "kernels/point/channel_pattern.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {

Status brighten(ConstImageView source, ImageView destination, int offset, RowRange rows, Kernels kernels) {
  TBBIMG_RETURN_IF_ERROR(check_same_shape(source, destination, rows, "brighten", kAllFormats));
  if (offset < -255 || offset > 255) {
    return fail(ErrorCode::invalid_argument,
                "an offset of " + std::to_string(offset) + " is not within the allowed -255 to 255");
  }
  if (destination.empty()) return {};

  if (bytes_per_sample(source.format) == 2) {
    const auto amount = static_cast<std::uint16_t>(257 * (offset < 0 ? -offset : offset));
    const auto add = word_pattern(source.format, offset < 0 ? std::uint16_t{0} : amount);
    const auto subtract = word_pattern(source.format, offset < 0 ? amount : std::uint16_t{0});
    for (int y = rows.begin; y < rows.end; ++y) {
      kernels.table().point.brighten_words(source.row(y), destination.row(y), source.row_bytes() / 2, add.data(),
                                           subtract.data());
    }
    return {};
  }
  const auto amount = static_cast<std::uint8_t>(offset < 0 ? -offset : offset);
  const auto add = channel_pattern(source.format, offset < 0 ? std::uint8_t{0} : amount);
  const auto subtract = channel_pattern(source.format, offset < 0 ? amount : std::uint8_t{0});
  for (int y = rows.begin; y < rows.end; ++y) {
    kernels.table().point.brighten(source.row(y), destination.row(y), source.row_bytes(), add.data(), subtract.data());
  }
  return {};
}

}  // namespace tbbimg
