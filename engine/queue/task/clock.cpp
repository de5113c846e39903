#include "engine/queue/task/clock.hpp"

#include <ctime>

#include "kernels/core/time.hpp"

namespace tbbimg::queue {

BootTime BootClock::now() noexcept {
  timespec time{};
  ::clock_gettime(CLOCK_BOOTTIME, &time);
  return BootTime(duration(milliseconds_of(time)));
}

Now system_now() noexcept {
  return {std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()), BootClock::now()};
}

}  // namespace tbbimg::queue
