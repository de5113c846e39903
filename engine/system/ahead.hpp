// Work whose result is needed later.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <new>
#include <optional>
#include <stop_token>
#include <utility>

#include "kernels/core/error.hpp"

namespace tbbimg {

/// Done by a thread that has time for it, or else by the one who needs it.
template <class T>
class Ahead {
 public:
  explicit Ahead(std::function<Result<T>()> work) : work_(std::move(work)) {}

  /// Does the work, unless somebody has begun it.
  void run() {
    if (begun_.exchange(true)) return;
    Result<T> result = guarded();
    {
      const std::lock_guard lock(mutex_);
      result_ = std::move(result);
    }
    done_.notify_all();
  }

  /// The result, once; nothing if `stop` is requested before somebody else has it. What failed ahead of time is tried
  /// again: it may be well by now.
  [[nodiscard]] std::optional<Result<T>> take(const std::stop_token& stop) {
    const bool was_begun = begun_;
    run();
    std::unique_lock lock(mutex_);
    if (!done_.wait(lock, stop, [this] { return result_.has_value(); })) return std::nullopt;
    if (was_begun && !result_->has_value()) result_ = guarded();
    return std::move(result_);
  }

 private:
  Result<T> guarded() const {
    try {
      return work_();
    } catch (const std::bad_alloc&) {
      return fail(ErrorCode::out_of_memory, "no memory is left", Stage::list);
    }
  }

  const std::function<Result<T>()> work_;
  std::atomic<bool> begun_ = false;
  std::mutex mutex_;
  std::condition_variable_any done_;
  std::optional<Result<T>> result_;
};

}  // namespace tbbimg
