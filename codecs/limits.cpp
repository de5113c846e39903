#include "codecs/limits.hpp"

#include <algorithm>
#include <string>

#include "kernels/core/validate.hpp"

namespace tbbimg {
namespace {

tl::unexpected<Error> too_large(ErrorKind kind, const std::string& message, std::uint64_t value, std::uint64_t limit) {
  return fail(ErrorCode::limit_exceeded, kind, message, {{"value", value}, {"limit", limit}});
}

}  // namespace

Status check_file_size(std::size_t file_bytes, const Limits& limits) {
  if (file_bytes <= limits.max_file_bytes) return {};
  return too_large(
      ErrorKind::file_too_large,
      "is " + std::to_string(file_bytes) + " bytes long, the limit is " + std::to_string(limits.max_file_bytes),
      file_bytes, limits.max_file_bytes);
}

Status check_image_size(Size size, const Limits& limits) {
  if (size.width < 1 || size.height < 1) {
    return fail(ErrorCode::corrupt_data, ErrorKind::empty_side,
                "the header says " + to_string(size) + " pixels, but no side may be empty");
  }
  if (const int side = std::max(size.width, size.height); side > limits.max_side) {
    return too_large(
        ErrorKind::side_too_long,
        "is " + to_string(size) + " pixels, the limit is " + std::to_string(limits.max_side) + " for a side",
        static_cast<std::uint64_t>(side), static_cast<std::uint64_t>(std::max(limits.max_side, 0)));
  }
  if (size.pixels() > limits.max_pixels) {
    return too_large(ErrorKind::too_many_pixels,
                     "is " + to_string(size) + ", " + std::to_string(size.pixels()) + " pixels; the limit is " +
                         std::to_string(limits.max_pixels),
                     size.pixels(), limits.max_pixels);
  }
  return {};
}

Status check_decoded_size(const ImageShape& decoded, const Limits& limits) {
  const std::size_t bytes = image_bytes(decoded);
  if (bytes <= limits.max_decoded_bytes) return {};
  return too_large(ErrorKind::decoded_too_large,
                   "would take " + std::to_string(bytes) + " bytes when it is decoded, the limit is " +
                       std::to_string(limits.max_decoded_bytes),
                   bytes, limits.max_decoded_bytes);
}

}  // namespace tbbimg
