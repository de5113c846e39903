#include "kernels/geometry/pad.hpp"

#include <cstring>
#include <string>

#include "kernels/core/validate.hpp"

namespace tbbimg {
namespace {

// The pixels to the left and right of the source, which stands in the row already.
void fill_sides(std::uint8_t* row, int width, int begin, int source_width, int bytes_per_pixel, Border border,
                const std::uint8_t* background) noexcept {
  const auto bytes = static_cast<std::ptrdiff_t>(bytes_per_pixel);
  const auto fill_pixel = [&](int x) {
    const int index = border_index(x - begin, source_width, border);
    const std::uint8_t* from = index == kOutside ? background : row + (begin + index) * bytes;
    std::memcpy(row + x * bytes, from, static_cast<std::size_t>(bytes_per_pixel));
  };
  for (int x = 0; x < begin; ++x) fill_pixel(x);
  for (int x = begin + source_width; x < width; ++x) fill_pixel(x);
}

}  // namespace

Status pad(ConstImageView source, ImageView destination, Point at, Border border, Rgba8 background, RowRange rows) {
  TBBIMG_RETURN_IF_ERROR(check_view(source, "source"));
  TBBIMG_RETURN_IF_ERROR(check_view(destination, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_format(destination.format, source.format, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_rows(rows, destination.height));
  if (source.empty()) return fail(ErrorCode::invalid_argument, "there is no pixel to put into a larger image");
  const Size room = {destination.width - source.width, destination.height - source.height};
  if (at.x < 0 || at.y < 0 || at.x > room.width || at.y > room.height) {
    return fail(ErrorCode::invalid_argument, "an image of " + to_string(source.size()) + " at " + std::to_string(at.x) +
                                                 "," + std::to_string(at.y) + " does not lie inside of " +
                                                 to_string(destination.size()));
  }
  const std::array<std::uint8_t, 8> pixel = pixel_of(background, destination.format);
  for (int y = rows.begin; y < rows.end; ++y) {
    const int index = border_index(y - at.y, source.height, border);
    if (index == kOutside) {
      TBBIMG_RETURN_IF_ERROR(fill(destination, background, {y, y + 1}));
      continue;
    }
    std::memcpy(destination.crop(at.x, y, {1, 1}).data, source.row(index), source.row_bytes());
    fill_sides(destination.row(y), destination.width, at.x, source.width, bytes_per_pixel(source.format), border,
               pixel.data());
  }
  return {};
}

}  // namespace tbbimg
