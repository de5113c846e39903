#include "codecs/detail/encodable.hpp"

#include <algorithm>
#include <string>

#include "kernels/core/validate.hpp"

namespace tbbimg::detail {
namespace {

const EncoderOption* find_option(std::span<const EncoderOption> options, std::string_view name) noexcept {
  const auto found =
      std::find_if(options.begin(), options.end(), [name](const EncoderOption& option) { return option.name == name; });
  return found != options.end() ? &*found : nullptr;
}

}  // namespace

Status check_encodable(const Encoder& encoder, const ImageShape& shape, const EncodeOptions& options) {
  const std::string format(encoder.name());
  if (!encoder.accepts(shape.format)) {
    return fail(ErrorCode::unsupported, "the " + format + " encoder does not take " +
                                            std::string(to_string(shape.format)) + " pixels; convert them first");
  }
  if (shape.size.pixels() == 0) {
    return fail(ErrorCode::invalid_argument,
                "an image of " + to_string(shape.size) + " pixels cannot be stored as " + format);
  }
  if (const int side = std::max(shape.size.width, shape.size.height); side > encoder.max_side()) {
    return fail(ErrorCode::limit_exceeded, ErrorKind::format_too_small,
                "the image has a side of " + std::to_string(side) + " pixels, and " + format + " can store " +
                    std::to_string(encoder.max_side()) + "; make it smaller or choose another format");
  }
  if (options.quality < 1 || options.quality > 100) {
    return fail(ErrorCode::invalid_argument,
                "a quality of " + std::to_string(options.quality) + " is outside of 1 to 100");
  }
  for (const auto& [name, value] : options.settings) {
    const EncoderOption* option = find_option(encoder.options(), name);
    if (option == nullptr) return fail(ErrorCode::invalid_argument, format + " has no option '" + name + "'");
    if (!option->allows(value)) {
      return fail(ErrorCode::invalid_argument,
                  "the option '" + name + "' of " + format + " cannot be " + std::to_string(value));
    }
  }
  return {};
}

std::optional<int> setting(std::span<const EncoderOption> options, const EncoderSettings& settings,
                           std::string_view name) noexcept {
  const auto set = settings.find(name);
  if (set != settings.end()) return set->second;
  const EncoderOption* option = find_option(options, name);
  return option != nullptr ? option->default_value : std::nullopt;
}

}  // namespace tbbimg::detail
