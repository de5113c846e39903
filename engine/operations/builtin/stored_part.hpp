// Parts of an upright image, in the image as it is stored.
#pragma once

#include "kernels/geometry/orient.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// A rectangle from (x, y) on, in pixels or fractions of them.
template <class Number>
struct PartOf {
  Number x, y, width, height;
};

/// Where a part of an image that was turned upright, to the size `upright`, lies in the image before.
template <class Number>
[[nodiscard]] constexpr PartOf<Number> stored_part(const PartOf<Number>& part, Size upright,
                                                   Orientation orientation) noexcept {
  const auto from_right = static_cast<Number>(upright.width) - part.x - part.width;
  const auto from_bottom = static_cast<Number>(upright.height) - part.y - part.height;
  switch (orientation) {
    case Orientation::upright: return part;
    case Orientation::flip_horizontal: return {from_right, part.y, part.width, part.height};
    case Orientation::rotate_180: return {from_right, from_bottom, part.width, part.height};
    case Orientation::flip_vertical: return {part.x, from_bottom, part.width, part.height};
    case Orientation::transpose: return {part.y, part.x, part.height, part.width};
    case Orientation::rotate_90: return {part.y, from_right, part.height, part.width};
    case Orientation::transverse: return {from_bottom, from_right, part.height, part.width};
    case Orientation::rotate_270: return {from_bottom, part.x, part.height, part.width};
  }
  return part;
}

}  // namespace tbbimg
