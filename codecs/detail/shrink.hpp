// What DecodeOptions::at_least asks for. Not for users.
#pragma once

#include "kernels/image/image.hpp"

namespace tbbimg::detail {

/// Whether an image of `size` has both sides at least as long as asked; a side of `at_least` below 1 asks for nothing.
[[nodiscard]] constexpr bool is_at_least(Size size, Size at_least) noexcept {
  return size.width >= at_least.width && size.height >= at_least.height;
}

/// Whether the caller leaves the size of the result open at all: {0, 0} asks for the full size.
[[nodiscard]] constexpr bool may_shrink(Size at_least) noexcept { return at_least.width > 0 || at_least.height > 0; }

}  // namespace tbbimg::detail
