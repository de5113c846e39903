// The two times of a queue.
#pragma once

#include <chrono>
#include <functional>

namespace tbbimg::queue {

/// When something was or is to be, for people and for the order of tasks. It may jump when somebody sets the clock.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// For leases: CLOCK_BOOTTIME, which never jumps, and counts the time in which the machine sleeps.
struct BootClock {
  using duration = std::chrono::milliseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<BootClock>;
  static constexpr bool is_steady = true;
  [[nodiscard]] static time_point now() noexcept;
};
using BootTime = BootClock::time_point;

struct Now {
  WallTime wall;
  BootTime boot;
};

/// A store asks it once a call. Tests give one of their own.
using Clock = std::function<Now()>;
[[nodiscard]] Now system_now() noexcept;

}  // namespace tbbimg::queue
