#include "engine/dups/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <utility>
#include <vector>

#include "engine/system/thread.hpp"

namespace tbbimg::dups {

void for_each_of(std::size_t count, int threads, const std::function<void(std::size_t)>& body) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) body(i);
  };
  std::vector<Thread> others;
  const std::size_t wanted = std::min(static_cast<std::size_t>(std::max(threads, 1)), count);
  for (std::size_t i = 1; i < wanted; ++i) {
    auto thread = Thread::start(work, kComputeStack);
    if (!thread) break;
    others.push_back(*std::move(thread));
  }
  work();
}

Room::Held::Held(Room& room, std::uint64_t bytes) : room_(room), bytes_(bytes) {
  std::unique_lock lock(room_.mutex_);
  room_.freed_.wait(lock, [this] {
    return room_.held_ == 0 || (room_.held_ <= room_.limit_ && bytes_ <= room_.limit_ - room_.held_);
  });
  room_.held_ += bytes_;
}

Room::Held::~Held() {
  {
    const std::lock_guard lock(room_.mutex_);
    room_.held_ -= bytes_;
  }
  room_.freed_.notify_all();
}

}  // namespace tbbimg::dups
