#include "codecs/recognise.hpp"

#include <algorithm>
#include <utility>

#include "codecs/detail/known_formats.hpp"
#include "codecs/detail/signature.hpp"
#include "kernels/core/path.hpp"

namespace tbbimg {
namespace {

constexpr std::string_view kAppleDouble = "._";

constexpr char to_lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool has_extension_of_any_case(const FormatInfo& format, std::string_view extension) noexcept {
  return std::any_of(format.extensions.begin(), format.extensions.end(), [extension](std::string_view known) {
    return std::equal(extension.begin(), extension.end(), known.begin(), known.end(),
                      [](char a, char b) { return to_lower(a) == b; });
  });
}

}  // namespace

bool claims_to_be_image(std::string_view file_name) noexcept {
  file_name.remove_prefix(file_name.rfind('/') + 1);  // npos + 1 is 0
  const std::size_t dot = file_name.rfind('.');
  if (dot == std::string_view::npos || file_name.starts_with(kAppleDouble)) return false;
  const std::string_view extension = file_name.substr(dot + 1);
  const auto builtin = detail::builtin_formats();
  const auto foreign = detail::foreign_formats();
  return std::any_of(builtin.begin(), builtin.end(),
                     [extension](const FormatInfo* format) { return has_extension_of_any_case(*format, extension); }) ||
         std::any_of(foreign.begin(), foreign.end(),
                     [extension](const FormatInfo& format) { return has_extension_of_any_case(format, extension); });
}

Recognition recognise(std::span<const std::uint8_t> head, std::string_view file_name, const CodecRegistry& codecs) {
  Recognition recognition;
  recognition.decoder = codecs.find_decoder(head);
  if (recognition.decoder != nullptr) return recognition;
  std::string what = describe_unrecognized(head);
  if (lower_extension(file_name) == "svg" && detail::may_be_svg(head)) what = detail::svg_sentence();
  if (const FormatInfo* format = detail::format_of_start(head); format != nullptr && !format->library.empty()) {
    what += "; this build has no " + std::string(format->title) + ", for it was made without " +
            std::string(format->library);
  }
  if (claims_to_be_image(file_name)) {
    recognition.failure = Error{.code = ErrorCode::unsupported,
                                .message = "not an image that can be read: " + what,
                                .stage = Stage::decode,
                                .kind = ErrorKind::not_an_image};
  } else {
    recognition.other = std::move(what);
  }
  return recognition;
}

}  // namespace tbbimg
