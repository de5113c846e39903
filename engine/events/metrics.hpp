// Figures of a run while it runs.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "engine/events/observer.hpp"
#include "engine/events/run_counts.hpp"

namespace tbbimg {

/// Written by the pipeline, read by anyone at any time.
struct Metrics : CountsOf<std::atomic<std::uint64_t>> {
  std::atomic<bool> listing_done = false;  ///< no more will be listed

  // What is there at this moment.
  std::atomic<std::uint64_t> in_flight = 0;     ///< images behind the limiter
  std::atomic<std::uint64_t> waiting = 0;       ///< images that wait for another attempt
  std::atomic<std::uint64_t> bytes_held = 0;    ///< of the memory budget
  std::atomic<std::uint64_t> bytes_budget = 0;  ///< what may be held
  std::atomic<std::uint64_t> pool_bytes = 0;    ///< of pixel buffers, in use or kept

  /// What has settled is not more than what is listed, and if all has settled, the other counts are complete.
  [[nodiscard]] RunCounts snapshot() const noexcept {
    constexpr const auto& kFrom = kCountFieldsOf<std::atomic<std::uint64_t>>;
    RunCounts counts;
    // In the order of the table, but for its first, `listed`, which comes last: the pipeline counts an entry's fate
    // last of all.
    for (std::size_t i = 1; i <= kFrom.size(); ++i) {
      const std::size_t field = i % kFrom.size();
      counts.*kCountFields[field].count = this->*kFrom[field].count;
    }
    return counts;
  }

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
