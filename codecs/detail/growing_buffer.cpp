#include "codecs/detail/growing_buffer.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "kernels/core/checked_math.hpp"

namespace tbbimg::detail {

bool GrowingBuffer::reserve(std::size_t bytes) noexcept try {
  if (buffer_.capacity() - used_ >= bytes) return true;
  const auto needed = checked_add(used_, bytes);
  if (!needed) return false;
  auto larger = pool_.allocate(std::max(*needed, checked_multiply(buffer_.capacity(), 2).value_or(*needed)));
  if (!larger) return false;
  if (used_ != 0) std::memcpy(larger->data(), buffer_.data(), used_);
  buffer_ = *std::move(larger);
  return true;
} catch (...) {
  return false;
}

bool GrowingBuffer::append(std::span<const std::uint8_t> bytes) noexcept {
  if (bytes.empty()) return true;
  if (!reserve(bytes.size())) return false;
  std::memcpy(free_space().data(), bytes.data(), bytes.size());
  commit(bytes.size());
  return true;
}

Buffer GrowingBuffer::release() noexcept {
  buffer_.set_size(std::exchange(used_, 0));
  return std::move(buffer_);
}

}  // namespace tbbimg::detail
