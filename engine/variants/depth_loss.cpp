#include "engine/variants/depth_loss.hpp"

#include <algorithm>
#include <string>

namespace tbbimg {
namespace {

std::optional<std::size_t> first_of_eight_bits(const Variant& variant) noexcept {
  const auto begin = variant.operations.begin();
  const auto found = std::find_if(begin, variant.operations.end(),
                                  [](const auto& operation) { return !operation->accepts(PixelFormat::rgb16); });
  return found != variant.operations.end() ? std::optional(static_cast<std::size_t>(found - begin)) : std::nullopt;
}

// "png.colors", without which more bits would be kept; empty: there is none.
std::string option_to_blame(const EncoderSettings& settings, const Encoder& encoder) {
  for (const auto& setting : settings) {
    EncoderSettings others = settings;
    others.erase(setting.first);
    if (encoder.bits_held(others) > encoder.bits_held(settings)) {
      return std::string(encoder.name()) + "." + setting.first;
    }
  }
  return {};
}

}  // namespace

std::optional<DepthLoss> depth_loss(const Variant& variant, const Encoder& encoder) {
  const EncoderSettings settings = variant.settings_of(encoder.name());
  const int held = encoder.bits_held(settings);
  const bool could_hold_more = encoder.bits_held({}) > 8;
  const auto operation = could_hold_more ? first_of_eight_bits(variant) : std::nullopt;
  if (operation) return DepthLoss{8, operation};
  if (held < encoder.bits_held({}) || (held < 16 && encoder.is_lossless(settings))) return DepthLoss{held, {}};
  return std::nullopt;
}

Sentence sentence_of(const DepthLoss& loss, const Variant& variant, const Encoder& encoder) {
  const std::string bits = std::to_string(loss.bits);
  const Sentence told = (variant.name.empty() ? std::string("the output") : "the variant '" + variant.name + "'") +
                        " has samples of more than " + bits + " bits rounded to " + bits + ", because ";
  if (loss.operation) {
    const std::string& identity = variant.operation_identities[variant.first_identities[*loss.operation]];
    return told + identity.substr(0, identity.find_first_of(":,")) + " works in " + bits;
  }
  const std::string option = option_to_blame(variant.settings_of(encoder.name()), encoder);
  return told + (option.empty() ? std::string(encoder.format().title) + " holds no more" : "of " + option);
}

}  // namespace tbbimg
