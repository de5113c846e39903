// Threads that wait for disks, so that no compute thread has to.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tbbimg {

/// Runs posted work on threads of its own, in the order posted; writes go before reads, because they free memory.
/// The queue has no bound of its own: what posts is behind the pipeline's limiter. Work must not throw.
class IoThreads {
 public:
  explicit IoThreads(int count);
  IoThreads(const IoThreads&) = delete;
  IoThreads& operator=(const IoThreads&) = delete;
  /// Finishes what is posted, then joins.
  ~IoThreads();

  void post_read(std::function<void()> work) { post(reads_, std::move(work)); }
  void post_write(std::function<void()> work) { post(writes_, std::move(work)); }

 private:
  using Queue = std::deque<std::function<void()>>;
  void post(Queue& queue, std::function<void()> work);
  void work();
  void wake_one();

  std::mutex mutex_;
  std::condition_variable wake_;
  Queue reads_;
  Queue writes_;
  bool stopping_ = false;
  bool waking_ = false;  ///< a thread was told and has not looked yet
  int idle_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace tbbimg
