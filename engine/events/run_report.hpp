// What a run came to.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/events/run_counts.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

enum class EndedBy : std::uint8_t { end_of_source, stop_request, failure_limit, environment };

[[nodiscard]] std::string_view to_string(EndedBy reason) noexcept;

struct RunReport : RunCounts {
  std::uint64_t abandoned = 0;  ///< calls that have not returned (RunOptions::give_up_after)
  double seconds = 0;
  EndedBy ended_by = EndedBy::end_of_source;
  std::optional<Error> environment_error;  ///< why nothing could be written any more (disk full, read-only)
};

}  // namespace tbbimg
