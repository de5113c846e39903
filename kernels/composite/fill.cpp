#include "kernels/composite/fill.hpp"

#include <cstring>

#include "kernels/color/luma_weights.hpp"
#include "kernels/core/validate.hpp"

namespace tbbimg {

std::array<std::uint8_t, 8> pixel_of(Rgba8 color, PixelFormat format) noexcept {
  const auto [red, green, blue] = color.color;
  std::array<std::uint8_t, 4> samples = {red, green, blue, color.alpha};
  if (is_gray(format)) samples = {luma_of(LumaStandard::bt601, red, green, blue), color.alpha, 0, 0};
  std::array<std::uint8_t, 8> pixel{};
  const auto bytes = static_cast<std::size_t>(bytes_per_sample(format));
  for (std::size_t i = 0; i < 4 * bytes; ++i) pixel[i] = samples[i / bytes];  // 257 x is x in both bytes
  return pixel;
}

Status fill(ImageView destination, Rgba8 color, RowRange rows) {
  TBBIMG_RETURN_IF_ERROR(check_view(destination, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_rows(rows, destination.height));
  if (destination.empty() || rows.count() == 0) return {};
  const std::array<std::uint8_t, 8> pixel = pixel_of(color, destination.format);
  const auto pixel_bytes = static_cast<std::size_t>(bytes_per_pixel(destination.format));
  std::uint8_t* const first = destination.row(rows.begin);
  for (std::size_t i = 0; i < destination.row_bytes(); i += pixel_bytes) {
    std::memcpy(first + i, pixel.data(), pixel_bytes);
  }
  for (int y = rows.begin + 1; y < rows.end; ++y) std::memcpy(destination.row(y), first, destination.row_bytes());
  return {};
}

}  // namespace tbbimg
