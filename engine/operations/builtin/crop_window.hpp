// Which part of an image is kept when not all of it is.
#pragma once

#include <cstddef>
#include <variant>
#include <vector>

#include "engine/operations/builtin/gravity.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/saliency/window.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

/// A point of the image, 0 to 1 from left to right and from top to bottom.
struct Focus {
  double x = 0.5;
  double y = 0.5;
};

using CropWindow = std::variant<Placement, Focus, Interest>;

/// Upper left corner of a part of `window` pixels in a picture of `size`, which is not smaller, and which `image` shows
/// at any resolution. A focus comes as near to the middle of the part as the picture allows.
/// Errors: those of find_window(), of an Interest.
[[nodiscard]] Result<Point> locate(const CropWindow& choice, Size window, Size size, ConstImageView image,
                                   Kernels kernels);

/// The most bytes that locate() allocates for an image of this size.
[[nodiscard]] std::size_t locate_scratch_bytes(const CropWindow& choice, Size image) noexcept;

/// gravity_arguments(), where "gravity" may also be "attention" or "entropy".
[[nodiscard]] std::vector<Argument> crop_window_arguments();
/// Errors: invalid_argument for an offset from what has no place of its own.
[[nodiscard]] Result<CropWindow> parse_crop_window(std::string_view gravity, Point offset);

}  // namespace tbbimg
