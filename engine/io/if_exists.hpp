#pragma once

#include <cstdint>

namespace tbbimg {

/// What happens to an output of that name which is there already.
enum class IfExists : std::uint8_t {
  keep,
  replace,
  keep_older,  ///< keep it if it was changed outside of TimesOfRuns, else replace it: a run made it and was killed
};

/// Milliseconds since 1970, by the clock that gives files their times.
struct TimesOfRuns {
  std::int64_t begin_ms;
  std::int64_t end_ms;  ///< the first that is none of theirs
};

}  // namespace tbbimg
