#include "codecs/detail/animation_canvas.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "codecs/detail/pixels.hpp"

namespace tbbimg::detail {
namespace {

bool same_pixel(ConstImageView a, ConstImageView b, int x, int y) noexcept {
  const auto bytes = static_cast<std::size_t>(bytes_per_pixel(a.format));
  const std::size_t at = static_cast<std::size_t>(x) * bytes;
  return std::memcmp(a.row(y) + at, b.row(y) + at, bytes) == 0;
}

}  // namespace

Rectangle changed_area(ConstImageView before, ConstImageView after) noexcept {
  int top = after.height;
  int bottom = 0;
  int left = after.width;
  int right = 0;
  for (int y = 0; y < after.height; ++y) {
    if (std::memcmp(before.row(y), after.row(y), after.row_bytes()) == 0) continue;
    top = std::min(top, y);
    bottom = y + 1;
    int x = 0;
    while (x < left && same_pixel(before, after, x, y)) ++x;
    left = x;
    x = after.width;
    while (x > right && same_pixel(before, after, x - 1, y)) --x;
    right = x;
  }
  return bottom == 0 ? Rectangle{} : Rectangle{{left, top}, {right - left, bottom - top}};
}

Rectangle around(const Rectangle& a, const Rectangle& b) noexcept {
  if (a.size.width == 0) return b;
  if (b.size.width == 0) return a;
  const Point at{std::min(a.at.x, b.at.x), std::min(a.at.y, b.at.y)};
  return {at,
          {std::max(a.at.x + a.size.width, b.at.x + b.size.width) - at.x,
           std::max(a.at.y + a.size.height, b.at.y + b.size.height) - at.y}};
}

Result<Rectangle> AnimationCanvas::advance(ConstImageView frame, int grid) {
  Rectangle area{{}, frame.size()};
  if (before_.empty()) {
    TBBIMG_ASSIGN_OR_RETURN(before_, Image::create({frame.size(), frame.format}, pool_));
  } else {
    area = changed_area(std::as_const(before_).view(), frame);
    if (area.size.width == 0) area.size = {1, 1};
    const Point at{area.at.x / grid * grid, area.at.y / grid * grid};
    area = around(area, {at, {1, 1}});
  }
  const auto part = [&area](auto view) { return view.crop(area.at.x, area.at.y, area.size); };
  copy_pixels(part(frame), part(before_.view()));
  return area;
}

}  // namespace tbbimg::detail
