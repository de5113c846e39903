// How long an image has been worked on. Internal to the pipeline.
#pragma once

#include <chrono>
#include <mutex>

#include "kernels/core/error.hpp"

namespace tbbimg {

/// Runs while at least one thread works on the image, not while it waits for threads, room or another attempt.
/// Thread-safe.
class WorkClock {
 public:
  using Clock = std::chrono::steady_clock;

  void begin(Stage stage, Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    if (working_++ == 0) since_ = now;
    stage_ = stage;
  }
  void end(Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    if (--working_ == 0) worked_ += now - since_;
  }
  void reset() {
    const std::lock_guard lock(mutex_);
    worked_ = {};
  }

  struct Reading {
    bool working = false;
    Stage stage = Stage::none;  ///< that began last
    Clock::duration worked{};
  };
  [[nodiscard]] Reading read(Clock::time_point now) const {
    const std::lock_guard lock(mutex_);
    return {working_ > 0, stage_, worked_ + (working_ > 0 ? now - since_ : Clock::duration{})};
  }

 private:
  mutable std::mutex mutex_;
  int working_ = 0;
  Stage stage_ = Stage::none;
  Clock::time_point since_{};
  Clock::duration worked_{};
};

}  // namespace tbbimg
