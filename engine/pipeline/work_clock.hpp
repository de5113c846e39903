// How long an image has been worked on. Internal to the pipeline.
#pragma once

#include <algorithm>
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
    if (is_io(stage)) ++on_io_threads_;
    stage_ = stage;
  }
  void end(Stage stage, Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    if (--working_ == 0) worked_ += now - since_;
    if (is_io(stage)) --on_io_threads_;
  }
  /// Takes back a time that nobody worked in, because the process stood still.
  void skip(Clock::duration pause, Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    if (working_ > 0) {
      since_ = std::min(now, since_ + pause);
    } else {
      worked_ = std::max(Clock::duration{}, worked_ - pause);
    }
  }
  void reset() {
    const std::lock_guard lock(mutex_);
    worked_ = {};
  }

  struct Reading {
    bool working = false;
    int on_io_threads = 0;      ///< reads and writes under way
    Stage stage = Stage::none;  ///< that began last
    Clock::duration worked{};
  };
  [[nodiscard]] Reading read(Clock::time_point now) const {
    const std::lock_guard lock(mutex_);
    return {working_ > 0, on_io_threads_, stage_, worked_ + (working_ > 0 ? now - since_ : Clock::duration{})};
  }

 private:
  static bool is_io(Stage stage) noexcept { return stage == Stage::read || stage == Stage::write; }

  mutable std::mutex mutex_;
  int working_ = 0;
  int on_io_threads_ = 0;
  Stage stage_ = Stage::none;
  Clock::time_point since_{};
  Clock::duration worked_{};
};

}  // namespace tbbimg
