// A file made of parts of another. Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/core/error.hpp"
#include "kernels/image/buffer_pool.hpp"

namespace tbbimg::detail {

class KeptBytes {
 public:
  explicit KeptBytes(std::span<const std::uint8_t> file) noexcept : file_(file) {}

  /// Parts are added in their order; `begin <= end <= file.size()`.
  void add(std::size_t begin, std::size_t end) { parts_.push_back(file_.subspan(begin, end - begin)); }
  /// Errors: out_of_memory.
  [[nodiscard]] Result<Buffer> join(const BufferPool& pool) const;

 private:
  std::span<const std::uint8_t> file_;
  std::vector<std::span<const std::uint8_t>> parts_;
};

}  // namespace tbbimg::detail
