#include "codecs/recognise.hpp"

#include <utility>

namespace tbbimg {
namespace {

constexpr std::string_view kAppleDouble = "._";

std::string_view last_part(std::string_view path) noexcept {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace

bool claims_to_be_image(std::string_view file_name) noexcept {
  return has_image_extension(file_name) && !last_part(file_name).starts_with(kAppleDouble);
}

Recognition recognise(std::span<const std::uint8_t> head, std::string_view file_name, const CodecRegistry& codecs) {
  Recognition recognition;
  recognition.decoder = codecs.find_decoder(head);
  if (recognition.decoder != nullptr) return recognition;
  std::string what = describe_unrecognized(head);
  if (claims_to_be_image(file_name)) {
    recognition.failure =
        Error{ErrorCode::unsupported, "not an image that can be read: " + what, Stage::decode, {}, false};
  } else {
    recognition.other = std::move(what);
  }
  return recognition;
}

}  // namespace tbbimg
