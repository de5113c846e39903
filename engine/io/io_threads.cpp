#include "engine/io/io_threads.hpp"

#include <utility>

namespace tbbimg {

IoThreads::IoThreads(int count) {
  for (int i = 0; i < count; ++i) threads_.emplace_back([this] { work(); });
}

IoThreads::~IoThreads() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void IoThreads::post(Queue& queue, std::function<void()> work) {
  const std::lock_guard lock(mutex_);
  queue.push_back(std::move(work));
  wake_one();
}

// One at a time: who wakes up wakes the next if there is more to do. Short work is done by few threads that way,
// without a handover each.
void IoThreads::wake_one() {
  if (idle_ == 0 || waking_) return;
  waking_ = true;
  wake_.notify_one();
}

void IoThreads::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (reads_.empty() && writes_.empty()) {
      if (stopping_) return;
      ++idle_;
      wake_.wait(lock);
      --idle_;
      waking_ = false;
      continue;
    }
    Queue& queue = writes_.empty() ? reads_ : writes_;
    const std::function<void()> job = std::move(queue.front());
    queue.pop_front();
    if (!reads_.empty() || !writes_.empty()) wake_one();
    lock.unlock();
    job();
    lock.lock();
  }
}

}  // namespace tbbimg
