// Shows a run's progress while it runs.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "engine/pipeline/metrics.hpp"
#include "tools/run/console.hpp"
#include "tools/run/options.hpp"
#include "tools/run/progress_text.hpp"

namespace tbbimg::tools {

/// What ProgressMode::automatic stands for: a bar if stderr is a terminal that can redraw a line, else plain.
[[nodiscard]] ProgressMode chosen_mode(ProgressMode mode);

/// Figures over the last seconds, from samples taken as often as one likes.
class ProgressMeter {
 public:
  /// `max_images` is the most that are in flight: what is listed ahead of that only waits.
  ProgressMeter(const Metrics& metrics, int max_images);
  [[nodiscard]] ProgressSnapshot sample();

 private:
  using Clock = std::chrono::steady_clock;
  struct Sample {
    Clock::time_point time;
    std::uint64_t done, settled, pixels;
  };

  const Metrics& metrics_;
  std::uint64_t max_images_;
  Clock::time_point begin_ = Clock::now();
  std::deque<Sample> samples_;  ///< oldest first
};

/// Has a thread of its own as long as it lives; what it has drawn is gone when it ends.
class Progress {
 public:
  /// `mode` is not ProgressMode::automatic.
  Progress(ProgressMode mode, const Metrics& metrics, int max_images, Console& console);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

 private:
  void show();

  ProgressMode mode_;
  ProgressMeter meter_;
  Console& console_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace tbbimg::tools
