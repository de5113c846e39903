#include "engine/recovery/breaker.hpp"

#include <algorithm>

namespace tbbimg {

void Breaker::probe_later(Clock::time_point now) noexcept {
  probe_at_ = now + pause_;
  pause_ = std::min(2 * pause_, kLongestPause);
}

void Breaker::trip(Error error, Clock::time_point now) {
  if (state_ == BreakerState::open) return;
  if (state_ == BreakerState::closed) {
    since_ = now;
    pause_ = kFirstProbe;
  }
  state_ = BreakerState::open;
  error_ = std::move(error);
  probe_later(now);
}

void Breaker::probed(const Status& status, Clock::time_point now) {
  if (state_ != BreakerState::open) return;
  if (status) {
    state_ = BreakerState::half_open;
    probe_at_ = Clock::time_point::max();
  } else {
    error_ = status.error();
    probe_later(now);
  }
}

void Breaker::close() noexcept {
  state_ = BreakerState::closed;
  probe_at_ = Clock::time_point::max();
}

}  // namespace tbbimg
