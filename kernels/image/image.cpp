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

std::optional<std::size_t> plane_bytes(const ImageShape& shape) noexcept {
  const auto stride = padded_row_bytes(shape);
  if (!stride) return std::nullopt;
  return checked_multiply(*stride, static_cast<std::size_t>(shape.size.height));
}

void copy_rows(ConstImageView from, ImageView to) noexcept {
  for (int y = 0; y < from.height; ++y) std::memcpy(to.row(y), from.row(y), from.row_bytes());
}

}  // namespace

std::size_t image_bytes(const ImageShape& shape) noexcept {
  if (shape.size.width <= 0 || shape.size.height <= 0) return 0;
  return plane_bytes(shape).value_or(std::numeric_limits<std::size_t>::max());
}

Result<Image> Image::create(const ImageShape& shape, const BufferPool& pool) {
  return create_planar(std::span(&shape, 1), pool);
}

Result<Image> Image::create_planar(std::span<const ImageShape> planes, const BufferPool& pool) {
  if (planes.empty() || planes.size() > kMaxPlanes) {
    return fail(ErrorCode::invalid_argument, "an image has 1 to 4 planes, not " + std::to_string(planes.size()));
  }
  std::optional<std::size_t> total = 0;
  for (const ImageShape& plane : planes) {
    if (plane.size.width < 0 || plane.size.height < 0) {
      return fail(ErrorCode::invalid_argument, "an image's sides are not negative");
    }
    const auto bytes = plane_bytes(plane);
    total = bytes ? checked_add(*total, *bytes) : std::nullopt;
    if (!total || *total > static_cast<std::size_t>(std::numeric_limits<std::ptrdiff_t>::max())) {
      return fail(ErrorCode::limit_exceeded, "an image of " + std::to_string(plane.size.width) + "x" +
                                                 std::to_string(plane.size.height) + " does not fit into memory");
    }
  }
  Image image;
  TBBIMG_ASSIGN_OR_RETURN(image.buffer_, pool.allocate(*total));
  std::uint8_t* data = image.buffer_.data();
  for (const ImageShape& plane : planes) {
    const std::size_t stride = *padded_row_bytes(plane);
    image.planes_[static_cast<std::size_t>(image.plane_count_++)] = {data, static_cast<std::ptrdiff_t>(stride),
                                                                     plane.size.width, plane.size.height, plane.format};
    data += stride * static_cast<std::size_t>(plane.size.height);
  }
  return image;
}

Result<Image> Image::copy_of(ConstImageView source, const BufferPool& pool) {
  TBBIMG_ASSIGN_OR_RETURN(Image copy, create({source.size(), source.format}, pool));
  copy_rows(source, copy.view());
  return copy;
}

Result<Image> Image::clone(const BufferPool& pool) const {
  std::array<ImageShape, kMaxPlanes> shapes{};
  for (int i = 0; i < plane_count_; ++i) shapes[static_cast<std::size_t>(i)] = {plane(i).size(), plane(i).format};
  if (plane_count_ == 0) return Image{};
  TBBIMG_ASSIGN_OR_RETURN(Image copy,
                          create_planar(std::span(shapes).first(static_cast<std::size_t>(plane_count_)), pool));
  for (int i = 0; i < plane_count_; ++i) copy_rows(plane(i), copy.plane(i));
  return copy;
}

}  // namespace tbbimg
