// Shows a run's progress while it runs.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <optional>

#include "engine/events/metrics.hpp"
#include "engine/system/periodic.hpp"
#include "engine/watch/console.hpp"
#include "engine/watch/progress_text.hpp"
#include "engine/watch/watch_options.hpp"

namespace tbbimg {

/// What ProgressMode::automatic stands for: a bar if stderr is a terminal that can redraw a line, else plain.
[[nodiscard]] ProgressMode chosen_mode(ProgressMode mode);

/// Figures over the last seconds, from samples taken as often as one likes.
class ProgressMeter {
 public:
  using Clock = std::chrono::steady_clock;

  /// How many entries there will be, once that is known.
  using Total = std::function<std::optional<std::uint64_t>()>;

  /// `total` is asked while the listing is not done.
  ProgressMeter(const Metrics& metrics, Total total, Clock::time_point begin = Clock::now());
  /// `now` is not before the sample taken last.
  [[nodiscard]] ProgressSnapshot sample(Clock::time_point time = Clock::now());

 private:
  struct Sample {
    Clock::time_point time;
    RunCounts counts;
  };

  [[nodiscard]] std::optional<std::uint64_t> total_of(const ProgressSnapshot& now) const;

  const Metrics& metrics_;
  Total total_;
  Clock::time_point begin_;
  std::deque<Sample> samples_;  ///< oldest first
};

/// Has a thread of its own as long as it lives; what it has drawn is gone when it ends.
class Progress {
 public:
  /// `mode` is not ProgressMode::automatic; `total` as for ProgressMeter, asked by that thread.
  Progress(ProgressMode mode, const Metrics& metrics, ProgressMeter::Total total, Console& console);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

 private:
  void show();

  ProgressMode mode_;
  ProgressMeter meter_;
  Console& console_;
  Periodic often_;  ///< last: uses all of the above
};

}  // namespace tbbimg
