// The images of a run from their listing until they settle. Internal to the pipeline.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "engine/pipeline/image_task.hpp"
#include "engine/pipeline/run_options.hpp"

namespace tbbimg {

/// Owns them, also those that were given up, until the call that keeps them returns. Not thread-safe: SharedRun's lock
/// guards it.
class InFlight {
 public:
  using Clock = std::chrono::steady_clock;

  explicit InFlight(const RunOptions& options)
      : image_timeout_(options.image_timeout), give_up_after_(options.give_up_after) {}

  ImageTask& add(SourceItem item);
  /// Nobody works on it any more.
  [[nodiscard]] std::unique_ptr<ImageTask> remove(ImageTask& image);
  /// Those that have not settled.
  [[nodiscard]] bool empty() const noexcept { return unsettled_.empty(); }

  /// A suspect waits until it can be alone.
  void hold_back(ImageTask& image) { held_back_.push_back(&image); }
  /// One of them, if no other image is left; else null.
  [[nodiscard]] ImageTask* next_suspect();
  [[nodiscard]] std::vector<ImageTask*> take_suspects();

  /// Asks those to stop whose time is over, or all if the run is cancelled. Returns those that were asked
  /// RunOptions::give_up_after ago and have not stopped.
  [[nodiscard]] std::vector<ImageTask*> overdue(Clock::time_point now);
  /// It counts as settled, and stays until remove().
  void give_up(ImageTask& image);
  [[nodiscard]] std::uint64_t given_up() const noexcept { return given_up_.size(); }

  /// The run is cancelled; only the first call counts.
  void cancel(Clock::time_point now);
  /// Cancelled so long ago that no call is waited for any more.
  [[nodiscard]] bool is_patience_over(Clock::time_point now) const noexcept { return is_over(cancelled_at_, now); }
  /// Whether overdue() depends on the time.
  [[nodiscard]] bool has_deadlines() const noexcept { return cancelled_at_ || image_timeout_.count() > 0; }
  /// The process stood still until `now`.
  void skip_pause(Clock::duration pause, Clock::time_point now);

 private:
  using Images = std::unordered_map<const ImageTask*, std::unique_ptr<ImageTask>>;
  [[nodiscard]] bool is_over(std::optional<Clock::time_point> asked, Clock::time_point now) const noexcept {
    return asked && give_up_after_ && now >= *asked + *give_up_after_;
  }

  const std::chrono::milliseconds image_timeout_;
  const std::optional<std::chrono::milliseconds> give_up_after_;
  Images unsettled_;
  Images given_up_;
  std::vector<ImageTask*> held_back_;  ///< of unsettled_
  std::optional<Clock::time_point> cancelled_at_;
};

}  // namespace tbbimg
