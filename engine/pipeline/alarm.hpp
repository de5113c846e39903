// Wakes a thread early. Internal to the pipeline.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace tbbimg {

class Alarm {
 public:
  using Clock = std::chrono::steady_clock;

  /// From any thread, whatever locks it holds; is not lost if nobody waits.
  void ring() {
    {
      const std::lock_guard lock(mutex_);
      rung_ = true;
    }
    bell_.notify_one();
  }

  void wait_until(Clock::time_point time) {
    std::unique_lock lock(mutex_);
    // time_point::max() does not survive its conversion to a timespec.
    bell_.wait_until(lock, std::min(time, Clock::now() + std::chrono::hours(1)), [this] { return rung_; });
    rung_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable bell_;
  bool rung_ = false;
};

}  // namespace tbbimg
