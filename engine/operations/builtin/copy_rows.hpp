// For operations that leave rows, or most of their pixels, as they are.
#pragma once

#include <cstring>

#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// Between images of one shape; nothing is to be done if they are one image.
inline void copy_rows(ConstImageView input, ImageView output, RowRange rows) noexcept {
  if (input.data == output.data) return;
  for (int y = rows.begin; y < rows.end; ++y) std::memcpy(output.row(y), input.row(y), output.row_bytes());
}

}  // namespace tbbimg
