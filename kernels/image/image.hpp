// Owned pixels.
#pragma once

#include <cstddef>
#include <utility>

#include "kernels/core/error.hpp"
#include "kernels/image/buffer_pool.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// All that is known of an interleaved image before a pixel of it exists.
struct ImageShape {
  Size size;
  PixelFormat format = PixelFormat::rgb8;

  friend constexpr bool operator==(const ImageShape&, const ImageShape&) noexcept = default;
};

/// Bytes that an Image of this shape occupies, rows padded to kBufferAlignment; saturates instead of wrapping.
[[nodiscard]] std::size_t image_bytes(const ImageShape& shape) noexcept;

/// Interleaved pixels, each row starting at a multiple of kBufferAlignment. Move-only: copies are spelled clone().
class Image {
 public:
  Image() noexcept = default;
  Image(Image&& other) noexcept { *this = std::move(other); }
  Image& operator=(Image&& other) noexcept {
    buffer_ = std::move(other.buffer_);
    view_ = std::exchange(other.view_, {});
    return *this;
  }

  /// Pixels are undefined. Errors: invalid_argument (a side below 0), limit_exceeded (the size does not fit in memory's
  /// address range), out_of_memory.
  [[nodiscard]] static Result<Image> create(const ImageShape& shape, const BufferPool& pool = {});
  /// A deep copy. Errors as create().
  [[nodiscard]] Result<Image> clone(const BufferPool& pool = {}) const;

  [[nodiscard]] ImageView view() noexcept { return view_; }
  [[nodiscard]] ConstImageView view() const noexcept { return view_; }

  [[nodiscard]] int width() const noexcept { return view_.width; }
  [[nodiscard]] int height() const noexcept { return view_.height; }
  [[nodiscard]] PixelFormat format() const noexcept { return view_.format; }
  [[nodiscard]] ImageShape shape() const noexcept { return {view_.size(), view_.format}; }
  [[nodiscard]] bool empty() const noexcept { return view_.empty(); }

 private:
  Buffer buffer_;
  ImageView view_;
};

}  // namespace tbbimg
