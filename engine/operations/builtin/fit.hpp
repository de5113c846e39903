// How large an image becomes that is fitted into a box.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/operations/registry.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// As in sharp and in CSS's object-fit. All but fill keep the aspect ratio.
enum class Fit : std::uint8_t {
  fill,     ///< the box, exactly
  inside,   ///< as large as the box holds
  outside,  ///< as small as covers the box
  cover,    ///< as outside, and the box is cut from it
  contain,  ///< as inside, and what the box has left over is background
};

struct FittedSize {
  Size scaled;  ///< of the whole image
  Size output;  ///< smaller than `scaled` where cover cuts, larger where contain adds
};

/// A side of the box that is 0 follows from the other by the aspect ratio; cover and contain need both. Without
/// `enlarge`, no side of the image grows, so that all results but contain's may be smaller than the box. Sides are
/// rounded, and 1 at least. Errors: limit_exceeded if a side gets longer than any image may be.
[[nodiscard]] Result<FittedSize> fit_into(Size image, Size box, Fit fit, bool enlarge);

/// "fit" and "enlarge" for the registry.
[[nodiscard]] std::vector<Argument> fit_arguments();
/// `name` is one of the choices of "fit".
[[nodiscard]] Fit parse_fit(std::string_view name) noexcept;

}  // namespace tbbimg
