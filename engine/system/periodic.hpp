// What is done again and again while something else goes on.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>

#include "engine/system/thread.hpp"

namespace tbbimg {

/// Waits until the time is over or a stop is requested. Whether no stop is.
[[nodiscard]] bool wait_for(std::chrono::nanoseconds time, const std::stop_token& stop);

/// Calls something from a thread of its own, for the first time when one interval is over, until it is stopped.
class Periodic {
 public:
  /// Calls nothing.
  Periodic() noexcept : stop_(std::nostopstate) {}
  /// `work` must not throw. Throws std::system_error if the system refuses the thread: for constructors of what cannot
  /// do without.
  Periodic(std::chrono::nanoseconds interval, std::function<void()> work);
  /// Errors: those of Thread::start().
  [[nodiscard]] static Result<Periodic> start(std::chrono::nanoseconds interval, std::function<void()> work);

  Periodic(Periodic&&) noexcept = default;
  Periodic& operator=(Periodic&& other) noexcept;
  ~Periodic() { stop(); }

  /// Returns when the last call has returned, at once if none is going on. May be called again.
  void stop() noexcept;

 private:
  std::stop_source stop_;
  Thread thread_;
};

}  // namespace tbbimg
