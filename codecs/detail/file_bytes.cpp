#include "codecs/detail/file_bytes.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tbbimg::detail {

Status FileBytes::checked(Status status) const {
  if (failure_) return fail(*failure_);
  return status;
}

bool FileBytes::read(std::uint64_t offset, std::span<std::uint8_t> to) noexcept try {
  if (!holds(offset, to.size())) return false;
  if (is_in_memory() || to.size() <= block_bytes_ / 4) {
    const auto bytes = at(offset, to.size());
    std::copy(bytes.begin(), bytes.end(), to.begin());
    return bytes.size() == to.size();
  }
  if (failure_) return false;
  if (Status status = file_->read_at(offset, to); !status) failure_ = std::move(status).error();
  return !failure_;
} catch (...) {
  failure_ = Error{.code = ErrorCode::out_of_memory, .message = "there is no memory to read the file"};
  return false;
}

std::optional<std::uint64_t> FileBytes::number(std::uint64_t offset, std::size_t bytes, bool big_endian) noexcept {
  std::array<std::uint8_t, 8> stored{};
  if (!read(offset, std::span(stored).first(bytes))) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) value = value << 8U | stored[big_endian ? i : bytes - 1 - i];
  return value;
}

std::span<const std::uint8_t> FileBytes::fetch(std::uint64_t offset, std::size_t count) noexcept try {
  const std::uint64_t rest = size_ - std::min(offset, size_);
  if (file_ == nullptr) return window_.last(static_cast<std::size_t>(rest)).first(std::min<std::size_t>(count, rest));
  if (failure_ || rest == 0) return {};
  const std::size_t bytes = std::max(count, block_bytes_);
  // Who goes back will go further back, as rows from the bottom do, or come again to what lies behind.
  const std::uint64_t before = offset < window_at_ ? std::min<std::uint64_t>(offset, (bytes - count) / 4 * 3) : 0;
  const std::uint64_t begin = offset - before;
  block_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(bytes, size_ - begin)));
  window_ = {};
  if (Status status = file_->read_at(begin, block_); !status) {
    failure_ = std::move(status).error();
    return {};
  }
  window_ = block_;
  window_at_ = begin;
  const auto from = static_cast<std::size_t>(before);
  return window_.subspan(from, std::min(count, window_.size() - from));
} catch (...) {
  failure_ = Error{.code = ErrorCode::out_of_memory, .message = "there is no memory to read the file"};
  return {};
}

}  // namespace tbbimg::detail
