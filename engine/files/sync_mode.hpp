#pragma once

#include <cstdint>

namespace tbbimg {

/// When outputs are brought to the disk, so that they outlive a power failure.
enum class SyncMode : std::uint8_t {
  none,   ///< whenever the system does so by itself
  group,  ///< all together, each second and at the end, before the journal that tells of them
  each,   ///< one by one, before they appear
};

}  // namespace tbbimg
