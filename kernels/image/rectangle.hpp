// A part of an image.
#pragma once

#include "kernels/image/image_view.hpp"

namespace tbbimg {

struct Rectangle {
  Point at;  ///< upper left corner
  Size size;

  friend constexpr bool operator==(const Rectangle&, const Rectangle&) noexcept = default;
};

}  // namespace tbbimg
