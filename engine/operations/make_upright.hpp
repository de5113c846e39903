// Images as cameras store them, turned upright.
#pragma once

#include "engine/operations/operation.hpp"
#include "kernels/geometry/orient.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg {

/// The picture as its owner sees it. Takes the image, and gives the same one back if it is upright already.
[[nodiscard]] Result<Image> make_upright(Image image, Orientation orientation, const OperationContext& context);

/// The size of an image that becomes `upright` by the turn.
[[nodiscard]] constexpr Size stored_size(Size upright, Orientation orientation) noexcept {
  return oriented(upright, orientation);  // sides are swapped back as they were
}

}  // namespace tbbimg
