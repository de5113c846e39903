// An encoder's output, whose size is not known beforehand. Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/image/buffer_pool.hpp"

namespace tbbimg::detail {

/// Pooled bytes that grow by doubling. Never throws, so that C libraries can call it back.
class GrowingBuffer {
 public:
  explicit GrowingBuffer(BufferPool pool) noexcept : pool_(std::move(pool)) {}

  /// Makes free_space() at least `bytes` long; false if there is no memory.
  [[nodiscard]] bool reserve(std::size_t bytes) noexcept;
  [[nodiscard]] bool append(std::span<const std::uint8_t> bytes) noexcept;

  /// The bytes behind those written, valid until the next reserve() or append().
  [[nodiscard]] std::span<std::uint8_t> free_space() noexcept {
    return {buffer_.data() + used_, buffer_.capacity() - used_};
  }
  /// Counts the first `bytes` of free_space() as written.
  void commit(std::size_t bytes) noexcept { used_ += bytes; }

  [[nodiscard]] std::span<std::uint8_t> written() noexcept { return {buffer_.data(), used_}; }
  [[nodiscard]] std::size_t size() const noexcept { return used_; }
  [[nodiscard]] Buffer release() noexcept;

 private:
  BufferPool pool_;
  Buffer buffer_;
  std::size_t used_ = 0;
};

}  // namespace tbbimg::detail
