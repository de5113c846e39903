// Images that no kernel may step out of: unreadable pages around them, and bytes between their rows that may not
// change.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <stdexcept>

#include "kernels/image/image_view.hpp"

namespace tbbimg::test {

class GuardedImage {
 public:
  /// Where the unreadable page touches the image: behind the last byte of the highest row, or before the first of the
  /// lowest. `padding` bytes lie between rows (odd ones give odd addresses); `upside_down` makes the stride negative.
  struct Layout {
    enum class Guard : std::uint8_t { behind, before } guard = Guard::behind;
    int padding = 0;
    bool upside_down = false;
  };

  GuardedImage(Size size, PixelFormat format, Layout layout) {
    view_ = {nullptr, 0, size.width, size.height, format};
    const std::size_t stride = view_.row_bytes() + static_cast<std::size_t>(layout.padding);
    const std::size_t bytes =
        size.height == 0 ? 0 : stride * static_cast<std::size_t>(size.height - 1) + view_.row_bytes();
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t pages = (bytes + page - 1) / page * page;
    mapped_bytes_ = pages + 2 * page;
    mapping_ = mmap(nullptr, mapped_bytes_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping_ == MAP_FAILED) throw std::runtime_error("no memory for a guarded image");
    std::uint8_t* const inner = static_cast<std::uint8_t*>(mapping_) + page;
    if (pages != 0 && mprotect(inner, pages, PROT_READ | PROT_WRITE) != 0) throw std::runtime_error("mprotect failed");
    lowest_ = layout.guard == Layout::Guard::behind ? inner + (pages - bytes) : inner;
    std::memset(inner, kCanary, pages);
    bytes_ = bytes;
    row_distance_ = stride;
    view_.data = lowest_;
    view_.stride = static_cast<std::ptrdiff_t>(stride);
    if (layout.upside_down && size.height > 0) {
      view_.data += stride * static_cast<std::size_t>(size.height - 1);
      view_.stride = -view_.stride;
    }
  }
  GuardedImage(const GuardedImage&) = delete;
  GuardedImage& operator=(const GuardedImage&) = delete;
  ~GuardedImage() { munmap(mapping_, mapped_bytes_); }

  [[nodiscard]] ImageView view() const noexcept { return view_; }

  /// Whether the bytes between rows are as they were.
  [[nodiscard]] bool gaps_are_untouched() const noexcept {
    for (std::size_t i = 0; i < bytes_; ++i) {
      if (i % row_distance_ >= view_.row_bytes() && lowest_[i] != kCanary) return false;
    }
    return true;
  }

 private:
  static constexpr std::uint8_t kCanary = 0xc3;
  void* mapping_ = nullptr;
  std::size_t mapped_bytes_ = 0;
  std::uint8_t* lowest_ = nullptr;
  std::size_t bytes_ = 0;
  std::size_t row_distance_ = 1;
  ImageView view_;
};

}  // namespace tbbimg::test
