// Which part of an image is kept when not all of it is.
#pragma once

#include <variant>

#include "engine/operations/gravity.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// A point of the image, 0 to 1 from left to right and from top to bottom.
struct Focus {
  double x = 0.5;
  double y = 0.5;
};

using CropWindow = std::variant<Placement, Focus>;

/// Upper left corner of a part of `window` pixels in an image of `size`, which is not smaller. A focus comes as near
/// to the middle of the part as the image allows.
[[nodiscard]] Point locate(const CropWindow& choice, Size window, Size size) noexcept;

}  // namespace tbbimg
