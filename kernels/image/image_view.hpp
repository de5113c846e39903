// Borrowed pixels. A view owns nothing, costs nothing to copy, and must not outlive what it looks at.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "kernels/image/pixel_format.hpp"

namespace tbbimg {

/// Width and height in pixels.
struct Size {
  int width = 0;
  int height = 0;

  friend constexpr bool operator==(Size, Size) noexcept = default;
  [[nodiscard]] constexpr Size transposed() const noexcept { return {height, width}; }
  [[nodiscard]] constexpr std::uint64_t pixels() const noexcept {
    return static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height);
  }
};

/// The place of a pixel, counted from the upper left one.
struct Point {
  int x = 0;
  int y = 0;

  friend constexpr bool operator==(Point, Point) noexcept = default;
};

/// A part of an image.
struct Rectangle {
  Point at;  ///< upper left corner
  Size size;

  friend constexpr bool operator==(const Rectangle&, const Rectangle&) noexcept = default;
};

/// Rows [begin, end) of a destination: the unit in which a kernel's work is split over threads and polled for a stop.
struct RowRange {
  int begin = 0;
  int end = 0;

  [[nodiscard]] constexpr int count() const noexcept { return end - begin; }
};

/// `data` is the first byte of row 0, at any address; `stride` the bytes from one row to the next, negative if the
/// rows lie upside down. Nothing behind the last pixel of a row belongs to the view.
template <class Byte>
struct BasicImageView {
  Byte* data = nullptr;
  std::ptrdiff_t stride = 0;
  int width = 0;
  int height = 0;
  PixelFormat format = PixelFormat::gray8;

  [[nodiscard]] constexpr Size size() const noexcept { return {width, height}; }
  [[nodiscard]] constexpr bool empty() const noexcept { return width <= 0 || height <= 0; }
  [[nodiscard]] constexpr RowRange all_rows() const noexcept { return {0, height}; }
  [[nodiscard]] constexpr std::size_t row_bytes() const noexcept {
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(bytes_per_pixel(format));
  }
  [[nodiscard]] constexpr Byte* row(int y) const noexcept { return data + stride * static_cast<std::ptrdiff_t>(y); }

  /// The part of `extent` pixels whose upper left corner is (x, y); must lie inside.
  [[nodiscard]] constexpr BasicImageView crop(int x, int y, Size extent) const noexcept {
    return {row(y) + static_cast<std::ptrdiff_t>(x) * bytes_per_pixel(format), stride, extent.width, extent.height,
            format};
  }

  // NOLINTNEXTLINE(google-explicit-constructor): a writable view is a readable one
  constexpr operator BasicImageView<const Byte>() const noexcept requires(!std::is_const_v<Byte>) {
    return {data, stride, width, height, format};
  }
};

using ImageView = BasicImageView<std::uint8_t>;
using ConstImageView = BasicImageView<const std::uint8_t>;

static_assert(std::is_trivially_copyable_v<ImageView>);

}  // namespace tbbimg
