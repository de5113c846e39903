#include "tools/recipe/remarks.hpp"

#include <optional>

#include "engine/variants/depth_loss.hpp"
#include "engine/variants/kept_source.hpp"
#include "kernels/core/path.hpp"

namespace tbbimg::tools {
namespace {

std::optional<std::string> idle_quality(const Variant& variant, const Encoder& encoder) {
  const EncoderSettings settings = variant.settings_of(encoder.name());
  if (!variant.states_quality || encoder.has_quality(settings)) return std::nullopt;
  return "quality " + std::to_string(variant.quality) + " means nothing: " + std::string(encoder.format().title) +
         (encoder.is_lossless(settings) ? " is written without loss" : " is written in a palette");
}

std::optional<std::string> misleading_name(const Variant& variant, const Encoder& encoder,
                                           const CodecRegistry& codecs) {
  const Encoder* const named = codecs.find_encoder(lower_extension(variant.name_template));
  if (named == nullptr || named == &encoder) return std::nullopt;
  return "the name '" + variant.name_template + "' ends like a " + std::string(named->format().title) +
         ", and the file is a " + std::string(encoder.format().title) + ": write {ext} for the ending";
}

// To an operation, or to an option of the encoder; of the source's format, of any that may be that.
std::optional<std::string> narrowing(const Variant& variant, const CodecRegistry& codecs) {
  for (const auto& encoder : codecs.encoders()) {
    if (variant.format != Variant::kSameFormat && variant.format != encoder->name()) continue;
    const auto loss = depth_loss(variant, *encoder);
    const bool is_chosen = loss && (loss->operation || loss->bits < encoder->bits_held({}));
    if (is_chosen) return sentence_of(*loss, variant, *encoder).text();
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> remarks_on(const Recipe& recipe, const CodecRegistry& codecs) {
  std::vector<std::string> remarks;
  for (const Variant& variant : recipe.variants()) {
    const Encoder* const encoder = codecs.find_encoder(variant.format);
    if (const auto remark = narrowing(variant, codecs)) remarks.push_back(*remark);
    if (encoder == nullptr) continue;  // of the source's format
    const std::string which = variant.name.empty() ? "" : "variant '" + variant.name + "': ";
    if (const auto remark = idle_quality(variant, *encoder)) remarks.push_back(which + *remark);
    if (const auto remark = idle_keep_smaller(variant, variant.format, codecs)) remarks.push_back(remark->text());
    if (const auto remark = misleading_name(variant, *encoder, codecs)) remarks.push_back(which + *remark);
  }
  return remarks;
}

}  // namespace tbbimg::tools
