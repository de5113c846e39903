// What a run came to.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "kernels/core/error.hpp"

namespace tbbimg {

enum class EndedBy : std::uint8_t { end_of_source, stop_request, failure_limit, environment };

[[nodiscard]] std::string_view to_string(EndedBy reason) noexcept;

struct RunReport {
  std::uint64_t listed = 0, done = 0, failed = 0, skipped = 0,
                cancelled = 0;  ///< entries; listed is the sum of the rest
  std::uint64_t outputs = 0;
  std::uint64_t bytes_in = 0, bytes_out = 0;
  std::uint64_t pixels_in = 0;
  std::uint64_t retries = 0;
  std::uint64_t abandoned = 0;  ///< calls that have not returned (RunOptions::give_up_after)
  double seconds = 0;
  EndedBy ended_by = EndedBy::end_of_source;
  std::optional<Error> environment_error;  ///< why nothing could be written any more (disk full, read-only)
};

}  // namespace tbbimg
