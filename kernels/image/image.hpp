// Owned pixels.
#pragma once

#include <array>
#include <cstddef>
#include <span>
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

/// One to four planes in one buffer, each row starting at a multiple of kBufferAlignment. Move-only: copies are
/// spelled clone(). An interleaved image has one plane; a planar one has one per component, at its own size
/// (YCbCr 4:2:0: chroma planes of half the width and height, rounded up).
class Image {
 public:
  static constexpr int kMaxPlanes = 4;

  Image() noexcept = default;
  Image(Image&& other) noexcept { *this = std::move(other); }
  Image& operator=(Image&& other) noexcept {
    buffer_ = std::move(other.buffer_);
    planes_ = std::exchange(other.planes_, {});
    plane_count_ = std::exchange(other.plane_count_, 0);
    return *this;
  }

  /// One plane, pixels undefined. Errors: invalid_argument (a side below 0), limit_exceeded (the size does not fit
  /// in memory's address range), out_of_memory.
  [[nodiscard]] static Result<Image> create(const ImageShape& shape, const BufferPool& pool = {});
  /// Planes in the order given, at most kMaxPlanes; errors as create().
  [[nodiscard]] static Result<Image> create_planar(std::span<const ImageShape> planes, const BufferPool& pool = {});

  /// A copy of what the view shows. Errors as create().
  [[nodiscard]] static Result<Image> copy_of(ConstImageView source, const BufferPool& pool = {});
  /// A deep copy of all planes. Errors as create().
  [[nodiscard]] Result<Image> clone(const BufferPool& pool = {}) const;

  [[nodiscard]] int plane_count() const noexcept { return plane_count_; }
  [[nodiscard]] ImageView plane(int index) noexcept { return planes_[static_cast<std::size_t>(index)]; }
  [[nodiscard]] ConstImageView plane(int index) const noexcept { return planes_[static_cast<std::size_t>(index)]; }

  /// The first plane: the whole of an interleaved image.
  [[nodiscard]] ImageView view() noexcept { return planes_[0]; }
  [[nodiscard]] ConstImageView view() const noexcept { return planes_[0]; }

  [[nodiscard]] int width() const noexcept { return planes_[0].width; }
  [[nodiscard]] int height() const noexcept { return planes_[0].height; }
  [[nodiscard]] PixelFormat format() const noexcept { return planes_[0].format; }
  [[nodiscard]] ImageShape shape() const noexcept { return {planes_[0].size(), planes_[0].format}; }
  [[nodiscard]] bool empty() const noexcept { return planes_[0].empty(); }

 private:
  Buffer buffer_;
  std::array<ImageView, kMaxPlanes> planes_{};
  int plane_count_ = 0;
};

}  // namespace tbbimg
