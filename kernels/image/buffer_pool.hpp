// Memory for pixels and files. Fresh 36 MiB buffers cost 21 ms in page faults, reused ones 2 (measured): so they are
// pooled, and the pool is bounded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "kernels/core/error.hpp"

namespace tbbimg {

inline constexpr std::size_t kBufferAlignment = 64;  ///< bytes; a cache line, and an AVX-512 register

class BufferPool;

/// Move-only bytes, aligned to kBufferAlignment; go back to their pool when destroyed. Content starts undefined.
class Buffer {
 public:
  Buffer() noexcept = default;
  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&& other) noexcept;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { reset(); }

  [[nodiscard]] std::uint8_t* data() noexcept { return data_; }
  [[nodiscard]] const std::uint8_t* data() const noexcept { return data_; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
  [[nodiscard]] std::span<std::uint8_t> bytes() noexcept { return {data_, size_}; }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const noexcept { return {data_, size_}; }

  /// Changes size() only; `size` must not exceed capacity().
  void set_size(std::size_t size) noexcept { size_ = size; }
  /// Gives the memory back at once.
  void reset() noexcept;

 private:
  friend class BufferPool;
  struct State;
  std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::shared_ptr<State> pool_;
};

/// A cheap, copyable handle; all copies share one pool. Thread-safe. Buffers may outlive every handle.
class BufferPool {
 public:
  /// A pool that keeps nothing: each buffer is allocated and freed on its own.
  BufferPool() noexcept = default;
  /// A pool that keeps freed buffers for reuse as long as those in use and those kept stay within `limit_bytes`
  /// together. The limit does not refuse an allocation: admission does that.
  explicit BufferPool(std::size_t limit_bytes);

  /// A buffer of size() == bytes and up to an eighth more capacity. Buffers below 1 MiB are not pooled: the C
  /// library's per-thread caches serve those better. Errors: out_of_memory.
  [[nodiscard]] Result<Buffer> allocate(std::size_t bytes) const;

  struct Usage {
    std::size_t in_use = 0;  ///< bytes of capacity handed out
    std::size_t kept = 0;    ///< bytes waiting for reuse

    [[nodiscard]] std::size_t total() const noexcept { return in_use + kept; }
  };
  [[nodiscard]] Usage usage() const noexcept;

 private:
  std::shared_ptr<Buffer::State> state_;
};

}  // namespace tbbimg
