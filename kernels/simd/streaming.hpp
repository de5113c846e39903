// Destinations so large that no cache keeps them until somebody reads them.
#pragma once

#include <cstddef>

#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// Stores to destinations of this size and more go past the caches, which saves reading every line before it is
/// overwritten. Mirroring RGB rows and then reading the result took (Zen 5, 32 MiB of L3, ms, stored through the caches
/// and past them): 7 MiB 0.52 and 0.60, 14 MiB 1.8 and 1.4, 46 MiB 7.2 and 5.7.
inline constexpr std::size_t kStreamingBytes = std::size_t{16} << 20;

[[nodiscard]] constexpr bool wants_streaming(ConstImageView destination) noexcept {
  return destination.height > 0 &&
         destination.row_bytes() >= kStreamingBytes / static_cast<std::size_t>(destination.height);
}

}  // namespace tbbimg
