// The part of an image inside of a uniform border.
#pragma once

#include <optional>

#include "kernels/color/flatten.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// The smallest rectangle that holds every pixel which differs from the background by more than `threshold` (0 to 255,
/// of 255) in a channel; of size 0x0 if none does. Colours are compared as far as alpha shows them (premultiplied), and
/// alpha by itself. The background is opaque, and gray formats take its BT.601 luma; without one, the upper left
/// pixel is the background. Any format. Reads the rows above and below the rectangle, and
/// of the others only the pixels beside it.
/// Errors: invalid_argument.
[[nodiscard]] Result<Rectangle> content_box(ConstImageView image, std::optional<Rgb8> background, int threshold);

}  // namespace tbbimg
