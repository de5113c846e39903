#include "codecs/detail/limits.hpp"

#include <algorithm>
#include <string>

#include "kernels/core/validate.hpp"

namespace tbbimg::detail {

Status check_file_size(std::size_t file_bytes, const Limits& limits) {
  if (file_bytes <= limits.max_file_bytes) return {};
  return fail(ErrorCode::limit_exceeded, "the file has " + std::to_string(file_bytes) + " bytes, above the limit of " +
                                             std::to_string(limits.max_file_bytes) +
                                             "; raise the limit if the file is trusted");
}

Status check_image_size(Size stored, const ImageShape& decoded, const Limits& limits) {
  if (stored.width < 1 || stored.height < 1) {
    return fail(ErrorCode::corrupt_data, "the header says " + to_string(stored) + " pixels, but no side may be empty");
  }
  if (const int side = std::max(stored.width, stored.height); side > limits.max_side) {
    return fail(ErrorCode::limit_exceeded, "the image is " + to_string(stored) + ", and its side of " +
                                               std::to_string(side) + " is above the limit of " +
                                               std::to_string(limits.max_side) +
                                               " pixels; raise the limit if the file is trusted");
  }
  if (stored.pixels() > limits.max_pixels) {
    return fail(ErrorCode::limit_exceeded, "the image is " + to_string(stored) + ", and its " +
                                               std::to_string(stored.pixels()) + " pixels are above the limit of " +
                                               std::to_string(limits.max_pixels) +
                                               "; raise the limit if the file is trusted");
  }
  if (const std::size_t bytes = image_bytes(decoded); bytes > limits.max_decoded_bytes) {
    return fail(ErrorCode::limit_exceeded,
                "the decoded image would take " + std::to_string(bytes) + " bytes, above the limit of " +
                    std::to_string(limits.max_decoded_bytes) + "; raise the limit if the file is trusted");
  }
  return {};
}

}  // namespace tbbimg::detail
