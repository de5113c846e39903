#include "engine/system/io_threads.hpp"

#include <exception>
#include <utility>

namespace tbbimg {

IoThreads::IoThreads(int count) : wanted_(static_cast<std::size_t>(count)) {
  const std::lock_guard lock(mutex_);
  for (int i = 0; i < count && start_one(); ++i) {
  }
}

bool IoThreads::start_one() noexcept {
  try {
    threads_.emplace_back([this] { work(); });
    return true;
  } catch (const std::exception&) {  // refused, or no memory for it
    return false;
  }
}

bool IoThreads::replace_one() {
  const std::lock_guard lock(mutex_);
  ++stuck_;
  if (threads_.size() - stuck_ < wanted_ && threads_.size() < wanted_ + kMostReplaced) static_cast<void>(start_one());
  return threads_.size() > stuck_;
}

void IoThreads::take_back_one() {
  const std::lock_guard lock(mutex_);
  --stuck_;
}

std::size_t IoThreads::size() const {
  const std::lock_guard lock(mutex_);
  return threads_.size();
}

IoThreads::~IoThreads() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  threads_.clear();
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
