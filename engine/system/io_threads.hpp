// Threads that wait for disks, so that no compute thread has to.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "engine/system/thread.hpp"

namespace tbbimg {

/// Runs posted work on threads of its own, in the order posted; writes go before reads, because they free memory.
/// The queue has no bound of its own: what posts is behind the pipeline's limiter. Work must not throw.
class IoThreads {
 public:
  /// Takes fewer threads if the system refuses some, and none if it refuses all: size() tells.
  explicit IoThreads(int count);
  IoThreads(const IoThreads&) = delete;
  IoThreads& operator=(const IoThreads&) = delete;
  /// Finishes what is posted, then joins.
  ~IoThreads();

  void post_read(std::function<void()> work) { post(reads_, std::move(work)); }
  void post_write(std::function<void()> work) { post(writes_, std::move(work)); }

  /// Work of one thread does not return: another takes its place, unless the system refuses it or kMostReplaced do so
  /// already. False: none is left that works.
  [[nodiscard]] bool replace_one();
  /// That work has returned after all.
  void take_back_one();
  static constexpr std::size_t kMostReplaced = 1024;

  [[nodiscard]] std::size_t size() const;

 private:
  using Queue = std::deque<std::function<void()>>;
  [[nodiscard]] bool start_one() noexcept;
  void post(Queue& queue, std::function<void()> work);
  void work();
  void wake_one();

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  Queue reads_;
  Queue writes_;
  bool stopping_ = false;
  bool waking_ = false;  ///< a thread was told and has not looked yet
  int idle_ = 0;
  const std::size_t wanted_;
  std::size_t stuck_ = 0;
  std::vector<Thread> threads_;
};

}  // namespace tbbimg
