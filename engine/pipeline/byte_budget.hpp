// How many bytes may be in flight.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>

namespace tbbimg {

/// First come, first served. A request larger than the whole budget is granted when nothing else is held, so that one
/// giant passes alone instead of never. Nobody blocks: a request that must wait is granted later, on the thread whose
/// release() made room. Thread-safe.
class ByteBudget {
 public:
  explicit ByteBudget(std::uint64_t limit_bytes) : limit_(limit_bytes) {}
  ByteBudget(const ByteBudget&) = delete;
  ByteBudget& operator=(const ByteBudget&) = delete;

  /// Calls `granted`, now or later, outside of any lock; it must be short and must not throw. From then on `bytes`
  /// are held until they are given back.
  void acquire(std::uint64_t bytes, std::function<void()> granted);

  /// Gives back bytes of a grant, all at once or in parts.
  void release(std::uint64_t bytes);

  [[nodiscard]] std::uint64_t held() const;
  /// More is granted only while nothing else is held.
  [[nodiscard]] std::uint64_t limit() const noexcept { return limit_; }

 private:
  struct Request {
    std::uint64_t bytes;
    std::function<void()> granted;
  };
  [[nodiscard]] bool has_room(std::uint64_t bytes) const noexcept;

  const std::uint64_t limit_;
  mutable std::mutex mutex_;
  std::uint64_t held_ = 0;
  std::deque<Request> waiting_;
};

}  // namespace tbbimg
