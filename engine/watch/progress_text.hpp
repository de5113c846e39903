// How the state of a run reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "engine/events/run_counts.hpp"

namespace tbbimg {

/// The figures of one moment.
struct ProgressSnapshot : RunCounts {
  double seconds = 0;  ///< since the start
  bool listing_done = false;
  /// Of entries: what is listed once the listing is done, before that a count of what there was, once it is known.
  std::optional<std::uint64_t> total;
  std::uint64_t in_flight = 0;
  std::uint64_t waiting = 0;     ///< for another attempt
  double images_per_second = 0;  ///< of the last seconds, done ones only
  double megapixels_per_second = 0;
  double bytes_per_second = 0;        ///< read
  std::uint64_t memory_bytes = 0;     ///< resident
  std::optional<double> eta_seconds;  ///< known once `total` is and something ends
};

/// ASCII, at most `width` columns: what matters least is left out first.
[[nodiscard]] std::string bar_text(const ProgressSnapshot& now, std::size_t width);

/// One line for logs.
[[nodiscard]] std::string plain_text(const ProgressSnapshot& now);

}  // namespace tbbimg
