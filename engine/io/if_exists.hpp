#pragma once

#include <cstdint>

namespace tbbimg {

/// What happens to an output of that name which is there already.
enum class IfExists : std::uint8_t {
  keep,
  replace,
  keep_older,  ///< keep it if it was there before the sink's first run, else replace it: a run made it and was killed
};

}  // namespace tbbimg
