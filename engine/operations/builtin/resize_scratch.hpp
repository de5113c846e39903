// What resampling takes of memory beside the images.
#pragma once

#include <cstddef>

#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// At most the bytes that a ResizePlan and one run of it allocate, without making it (tests/engine/operations): 64
/// bytes of weights for each source pixel of both sides and 96 for each of the result's, and 32 rows of floats.
[[nodiscard]] inline std::size_t resize_scratch_bytes(Size from, Size to) noexcept {
  constexpr std::size_t kWhateverTheSize = 64 * 1024;
  const auto sides = [](Size size) {
    return static_cast<std::size_t>(size.width) + static_cast<std::size_t>(size.height);
  };
  const std::size_t weights = 64 * sides(from) + 96 * sides(to);
  const std::size_t rows = 64 * static_cast<std::size_t>(from.width) + 512 * static_cast<std::size_t>(to.width);
  return weights + rows + kWhateverTheSize;
}

}  // namespace tbbimg
