// Threads of our own, which the system may refuse.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include <pthread.h>

#include "kernels/core/error.hpp"

namespace tbbimg {

/// Enough for what waits, reads, writes and tells (measured: at most 252 KiB are touched). The system's 8 MiB for each
/// of 20 threads are more address space than some jobs have.
inline constexpr std::size_t kSmallStack = std::size_t{1} << 20;
/// For what computes: what oneTBB gives its own threads.
inline constexpr std::size_t kComputeStack = std::size_t{4} << 20;

/// Joined at the latest when it is destroyed. `body` must not throw.
class Thread {
 public:
  Thread() noexcept = default;
  /// Throws std::system_error if the system refuses it: for constructors of what cannot do without.
  explicit Thread(std::function<void()> body, std::size_t stack_bytes = kSmallStack);
  /// Errors: limit_exceeded, saying which limits the system may have.
  [[nodiscard]] static Result<Thread> start(std::function<void()> body, std::size_t stack_bytes = kSmallStack);

  Thread(Thread&& other) noexcept;
  Thread& operator=(Thread&& other) noexcept;
  ~Thread();

  [[nodiscard]] bool joinable() const noexcept { return running_; }
  void join() noexcept;
  void detach() noexcept;

 private:
  [[nodiscard]] int begin(std::function<void()> body, std::size_t stack_bytes);

  pthread_t thread_{};
  bool running_ = false;
};

/// How many threads more, with stacks of these sizes and in this order, the system gives at this moment: they are
/// started and have ended when this returns. For those who start threads and cannot live with a refusal.
[[nodiscard]] std::size_t startable_threads(std::span<const std::size_t> stacks);

/// What a refused thread is told with.
[[nodiscard]] Error thread_refused();

}  // namespace tbbimg
