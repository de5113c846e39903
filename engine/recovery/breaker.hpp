// Whether a place that images come from or go to is there.
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "engine/events/observer.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// A circuit breaker (M. Nygard, "Release It!", 2007): it opens when its place fails, is half open once a probe finds
/// the place well, and closes when an image has gone through. No threads and no clock of its own: whoever has them
/// looks at probe_at(), and says probing(), probed() and close().
class Breaker {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds kFirstProbe{250};
  static constexpr std::chrono::milliseconds kLongestPause{5'000};

  explicit Breaker(std::string place) : place_(std::move(place)) {}

  [[nodiscard]] const std::string& place() const noexcept { return place_; }
  [[nodiscard]] BreakerState state() const noexcept { return state_; }
  /// Why it is not closed.
  [[nodiscard]] const Error& error() const noexcept { return error_; }
  /// Since when it has not been closed.
  [[nodiscard]] Clock::time_point since() const noexcept { return since_; }

  /// The place has failed, for an image or for the listing.
  void trip(Error error, Clock::time_point now);

  /// When to probe the place; the farthest future if not at all.
  [[nodiscard]] Clock::time_point probe_at() const noexcept { return probe_at_; }
  /// A probe is under way.
  void probing() noexcept { probe_at_ = Clock::time_point::max(); }
  void probed(const Status& status, Clock::time_point now);

  /// An image has gone through.
  void close() noexcept;

 private:
  void probe_later(Clock::time_point now) noexcept;

  std::string place_;
  BreakerState state_ = BreakerState::closed;
  Error error_;
  Clock::time_point since_{};
  Clock::time_point probe_at_ = Clock::time_point::max();
  std::chrono::milliseconds pause_{};
};

}  // namespace tbbimg
