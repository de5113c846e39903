// Figures of a run while it runs.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "engine/events/observer.hpp"

namespace tbbimg {

/// Written by the pipeline, read by anyone at any time. Counts only grow.
struct Metrics {
  std::atomic<std::uint64_t> listed = 0;        ///< entries that the source gave
  std::atomic<std::uint64_t> bytes_listed = 0;  ///< of their files, as far as the listing knows
  std::atomic<bool> listing_done = false;       ///< no more will come
  std::atomic<std::uint64_t> done = 0;
  std::atomic<std::uint64_t> failed = 0;
  std::atomic<std::uint64_t> skipped = 0;
  std::atomic<std::uint64_t> cancelled = 0;
  std::atomic<std::uint64_t> bytes_settled = 0;  ///< of bytes_listed
  std::atomic<std::uint64_t> outputs = 0;        ///< files written
  std::atomic<std::uint64_t> bytes_in = 0;       ///< read
  std::atomic<std::uint64_t> bytes_out = 0;      ///< written
  std::atomic<std::uint64_t> pixels_in = 0;      ///< of the images done, at full size
  std::atomic<std::uint64_t> retries = 0;

  // What is there at this moment.
  std::atomic<std::uint64_t> in_flight = 0;     ///< images behind the limiter
  std::atomic<std::uint64_t> waiting = 0;       ///< images that wait for another attempt
  std::atomic<std::uint64_t> bytes_held = 0;    ///< of the memory budget
  std::atomic<std::uint64_t> bytes_budget = 0;  ///< what may be held
  std::atomic<std::uint64_t> pool_bytes = 0;    ///< of pixel buffers, in use or kept

  [[nodiscard]] std::uint64_t settled() const noexcept { return done + failed + skipped + cancelled; }

  /// Places that have been away in this run, and how they are now.
  [[nodiscard]] std::vector<std::pair<std::string, BreakerState>> breakers() const {
    const std::lock_guard lock(breakers_mutex_);
    return breakers_;
  }
  void set_breaker(const std::string& place, BreakerState state) {
    const std::lock_guard lock(breakers_mutex_);
    for (auto& [known, current] : breakers_) {
      if (known == place) {
        current = state;
        return;
      }
    }
    breakers_.emplace_back(place, state);
  }

 private:
  mutable std::mutex breakers_mutex_;
  std::vector<std::pair<std::string, BreakerState>> breakers_;
};

}  // namespace tbbimg
