#pragma once

#include <cstdint>

namespace tbbimg {

/// What happens to an output of that name which is there already.
enum class IfExists : std::uint8_t { keep, replace };

}  // namespace tbbimg
