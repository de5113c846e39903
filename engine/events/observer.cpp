#include "engine/events/observer.hpp"

#include <numeric>

namespace tbbimg {

std::string_view to_string(Fate fate) noexcept {
  switch (fate) {
    case Fate::done: return "done";
    case Fate::failed: return "failed";
    case Fate::skipped: return "skipped";
    case Fate::cancelled: return "cancelled";
  }
  return "unknown";
}

std::string_view to_string(BreakerState state) noexcept {
  switch (state) {
    case BreakerState::closed: return "closed";
    case BreakerState::open: return "open";
    case BreakerState::half_open: return "half_open";
  }
  return "unknown";
}

StageTimes::Duration StageTimes::total() const noexcept {
  return std::accumulate(times_.begin(), times_.end(), Duration{});
}

}  // namespace tbbimg
