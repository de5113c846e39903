// The same for many files, on several threads; each may wait for a disk.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>

namespace tbbimg::dups {

/// Calls `body` with 0 to `count` - 1, each once and in any order, on up to `threads` threads, this one among them; on
/// fewer if the system refuses some. `body` must not throw.
void for_each_of(std::size_t count, int threads, const std::function<void(std::size_t)>& body);

/// How many bytes are held at once. Blocks, unlike ByteBudget of the pipeline: who waits is no compute thread. A
/// request larger than the whole is granted when nothing else is held.
class Room {
 public:
  explicit Room(std::uint64_t limit) noexcept : limit_(limit) {}
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  class Held {
   public:
    Held(Room& room, std::uint64_t bytes);
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    ~Held();

   private:
    Room& room_;
    const std::uint64_t bytes_;
  };

 private:
  const std::uint64_t limit_;
  std::uint64_t held_ = 0;
  std::mutex mutex_;
  std::condition_variable freed_;
};

}  // namespace tbbimg::dups
