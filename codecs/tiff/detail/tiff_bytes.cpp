#include "codecs/tiff/detail/tiff_bytes.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace tbbimg::detail {

bool TiffBytes::fetch(std::uint64_t offset, std::span<std::uint8_t> to) noexcept try {
  Status status = file_->read_at(offset, to);
  if (!status && !failure_) failure_ = std::move(status).error();
  return status.has_value();
} catch (...) {
  failure_ = Error{.code = ErrorCode::out_of_memory, .message = "there is no memory to read the TIFF"};
  return false;
}

bool TiffBytes::read(std::uint64_t offset, std::span<std::uint8_t> to) noexcept {
  if (!holds(offset, to.size())) return false;
  if (is_in_memory()) {
    if (!to.empty()) std::memcpy(to.data(), memory_.data() + offset, to.size());
    return true;
  }
  if (to.size() > page_.size() / 4) return fetch(offset, to);
  if (offset < page_at_ || offset + to.size() > page_at_ + page_bytes_) {
    page_at_ = offset;
    page_bytes_ = 0;
    const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(page_.size(), size_ - offset));
    if (!fetch(offset, std::span(page_).first(bytes))) return false;
    page_bytes_ = bytes;
  }
  std::copy_n(page_.begin() + static_cast<std::ptrdiff_t>(offset - page_at_), to.size(), to.begin());
  return true;
}

}  // namespace tbbimg::detail
