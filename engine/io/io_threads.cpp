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
  {
    const std::lock_guard lock(mutex_);
    queue.push_back(std::move(work));
  }
  wake_.notify_one();
}

void IoThreads::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !reads_.empty() || !writes_.empty(); });
    if (reads_.empty() && writes_.empty()) return;
    Queue& queue = writes_.empty() ? reads_ : writes_;
    const std::function<void()> job = std::move(queue.front());
    queue.pop_front();
    lock.unlock();
    job();
    lock.lock();
  }
}

}  // namespace tbbimg
