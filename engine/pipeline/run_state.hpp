// Whether a run is to end before its source does, and why. Internal to the pipeline.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>

#include "engine/events/run_report.hpp"
#include "engine/pipeline/run_controls.hpp"

namespace tbbimg {

/// Requests from outside are the stop tokens, those from inside are made here. Thread-safe.
class RunState {
 public:
  explicit RunState(StopTokens stop) : stop_(std::move(stop)) {}

  /// Takes in no more. Of several reasons the first counts; `error` is why the environment failed.
  void drain(EndedBy reason, const Error* error = nullptr);
  /// Waits for no call any more that does not return.
  void cancel() noexcept { cancelled_ = true; }

  [[nodiscard]] bool draining() const noexcept;
  [[nodiscard]] bool cancelled() const noexcept { return cancelled_ || stop_.cancel.stop_requested(); }
  [[nodiscard]] EndedBy ended_by() const noexcept;
  [[nodiscard]] std::optional<Error> environment_error() const;
  [[nodiscard]] const StopTokens& stop() const noexcept { return stop_; }

 private:
  [[nodiscard]] bool stop_requested() const noexcept {
    return stop_.drain.stop_requested() || stop_.cancel.stop_requested();
  }

  const StopTokens stop_;
  std::atomic<EndedBy> reason_ = EndedBy::end_of_source;
  std::atomic<bool> cancelled_ = false;
  mutable std::mutex mutex_;
  std::optional<Error> environment_error_;
};

}  // namespace tbbimg
