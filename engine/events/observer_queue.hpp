// Tells observers what happened, on a thread of their own.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "engine/events/observer.hpp"
#include "engine/system/thread.hpp"

namespace tbbimg {

/// Events in the order in which they were pushed, each told to all observers in their order. Whoever pushes never
/// waits: the queue says when it is full, and bounded memory is up to those who bring new images. Thread-safe.
class ObserverQueue {
 public:
  static constexpr std::size_t kFull = 1024;  ///< events: less than 2 MiB

  /// `on_full` hears true when there are kFull events, and false when half of them have been told since. It is called
  /// with the queue locked, hence must neither block nor come back to the queue.
  explicit ObserverQueue(std::vector<RunObserver*> observers, std::function<void(bool)> on_full = {});
  ObserverQueue(const ObserverQueue&) = delete;
  ObserverQueue& operator=(const ObserverQueue&) = delete;
  /// finish(), for as long as it takes, unless that has been called.
  ~ObserverQueue();

  /// Before the first push(). Errors: limit_exceeded if the system refuses the thread. Without observers there is none.
  [[nodiscard]] Status start();

  /// `owner` keeps alive what `image` refers to. True: the thread sleeps, and wake() is due; not before the caller has
  /// let go of its locks, because that takes a system call.
  [[nodiscard]] bool push(const SettledImage& image, std::shared_ptr<const void> owner);
  /// The same; what the event refers to is copied.
  [[nodiscard]] bool push(const RetriedImage& image);
  [[nodiscard]] bool push(const BreakerChange& change);
  void wake();

  [[nodiscard]] bool is_full() const;

  /// Blocks until all is told. Once `cancel` is requested, that is waited for as long as `patience` (not set: without
  /// end); nothing more is told then. False: a call has not returned, and its thread is left behind, for which the
  /// observers must stay alive.
  [[nodiscard]] bool finish(const std::stop_token& cancel, std::optional<std::chrono::milliseconds> patience);

 private:
  struct State;

  std::shared_ptr<State> state_;  ///< its thread's, too
  Thread thread_;
};

}  // namespace tbbimg
