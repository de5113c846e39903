// When nobody may be called dead.
#pragma once

#include <algorithm>
#include <chrono>

#include "engine/queue/task/clock.hpp"

namespace tbbimg::queue::detail {

/// Within one lease of the store's opening, and of a time in which nobody asked for longer than a lease.
class ReapingGrace {
 public:
  ReapingGrace(std::chrono::milliseconds lease, BootTime opened_at) noexcept
      : lease_(lease), heard_at_(opened_at), ends_at_(opened_at + lease) {}

  /// Somebody asks.
  void hear(BootTime now) noexcept {
    if (now - heard_at_ > lease_) ends_at_ = now + lease_;
    heard_at_ = std::max(heard_at_, now);
  }
  [[nodiscard]] bool holds() const noexcept { return heard_at_ < ends_at_; }

 private:
  std::chrono::milliseconds lease_;
  BootTime heard_at_;
  BootTime ends_at_;
};

}  // namespace tbbimg::queue::detail
