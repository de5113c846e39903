// Rows of pixels, moved as they are. Not for users.
#pragma once

#include <cstring>

#include "kernels/image/image_view.hpp"

namespace tbbimg::detail {

/// Makes all samples 0.
inline void clear_pixels(ImageView area) noexcept {
  for (int y = 0; y < area.height; ++y) std::memset(area.row(y), 0, area.row_bytes());
}

/// Of two views of one size and format.
inline void copy_pixels(ConstImageView from, ImageView to) noexcept {
  for (int y = 0; y < to.height; ++y) std::memcpy(to.row(y), from.row(y), to.row_bytes());
}

}  // namespace tbbimg::detail
