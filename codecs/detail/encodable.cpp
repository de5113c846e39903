#include "codecs/detail/encodable.hpp"

#include <algorithm>
#include <string>

namespace tbbimg::detail {

Status check_encodable(const Encoder& encoder, ConstImageView image) {
  const std::string format(encoder.name());
  if (!encoder.accepts(image.format)) {
    return fail(ErrorCode::unsupported, "the " + format + " encoder does not take " +
                                            std::string(to_string(image.format)) + " pixels; convert them first");
  }
  if (image.empty()) {
    return fail(ErrorCode::invalid_argument, "an image of " + std::to_string(image.width) + "x" +
                                                 std::to_string(image.height) + " pixels cannot be stored as " +
                                                 format);
  }
  if (const int side = std::max(image.width, image.height); side > encoder.max_side()) {
    return fail(ErrorCode::limit_exceeded, "the image has a side of " + std::to_string(side) + " pixels, and " +
                                               format + " can store " + std::to_string(encoder.max_side()) +
                                               "; make it smaller or choose another format");
  }
  return {};
}

Status check_quality(int quality) {
  if (quality >= 1 && quality <= 100) return {};
  return fail(ErrorCode::invalid_argument, "a quality of " + std::to_string(quality) + " is outside of 1 to 100");
}

}  // namespace tbbimg::detail
