#include "kernels/image/image.hpp"

#include <cstring>
#include <limits>
#include <optional>
#include <string>

#include "kernels/core/checked_math.hpp"

namespace tbbimg {
namespace {

std::optional<std::size_t> padded_row_bytes(const ImageShape& shape) noexcept {
  const auto row = checked_multiply(static_cast<std::size_t>(shape.size.width),
                                    static_cast<std::size_t>(bytes_per_pixel(shape.format)));
  if (!row) return std::nullopt;
  return checked_align_up(*row, kBufferAlignment);
}

std::optional<std::size_t> checked_bytes(const ImageShape& shape) noexcept {
  const auto stride = padded_row_bytes(shape);
  if (!stride) return std::nullopt;
  return checked_multiply(*stride, static_cast<std::size_t>(shape.size.height));
}

}  // namespace

std::size_t image_bytes(const ImageShape& shape) noexcept {
  if (shape.size.width <= 0 || shape.size.height <= 0) return 0;
  return checked_bytes(shape).value_or(std::numeric_limits<std::size_t>::max());
}

Result<Image> Image::create(const ImageShape& shape, const BufferPool& pool) {
  const auto [width, height] = shape.size;
  if (width < 0 || height < 0) return fail(ErrorCode::invalid_argument, "an image's sides must not be negative");
  const auto bytes = checked_bytes(shape);
  if (!bytes || *bytes > static_cast<std::size_t>(std::numeric_limits<std::ptrdiff_t>::max())) {
    return fail(ErrorCode::limit_exceeded,
                "an image of " + std::to_string(width) + "x" + std::to_string(height) + " does not fit into memory");
  }
  Image image;
  TBBIMG_ASSIGN_OR_RETURN(image.buffer_, pool.allocate(*bytes));
  const auto stride = static_cast<std::ptrdiff_t>(*padded_row_bytes(shape));
  image.view_ = {image.buffer_.data(), stride, width, height, shape.format};
  return image;
}

Result<Image> Image::clone(const BufferPool& pool) const {
  if (view_.data == nullptr) return Image{};
  TBBIMG_ASSIGN_OR_RETURN(Image copy, create(shape(), pool));
  for (int y = 0; y < view_.height; ++y) std::memcpy(copy.view_.row(y), view_.row(y), view_.row_bytes());
  return copy;
}

}  // namespace tbbimg
