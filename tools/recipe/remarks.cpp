#include "tools/recipe/remarks.hpp"

#include <optional>

#include "engine/variants/image_plan.hpp"
#include "engine/variants/kept_source.hpp"
#include "kernels/core/path.hpp"

namespace tbbimg::tools {
namespace {

std::optional<std::string> idle_quality(const Variant& variant, const Encoder& encoder) {
  const EncoderSettings settings = variant.settings_of(encoder.name());
  if (variant.quality == VariantDefaults().quality || encoder.has_quality(settings)) return std::nullopt;
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

std::optional<std::string> narrowing(const Variant& variant, const Encoder* encoder) {
  const bool holds_more = encoder == nullptr || encoder->accepts(PixelFormat::rgb16);
  const auto operation = narrowing_operation(variant);
  if (!holds_more || !operation) return std::nullopt;
  return narrowing_sentence(variant, *operation).text();
}

}  // namespace

std::vector<std::string> remarks_on(const Recipe& recipe, const CodecRegistry& codecs) {
  std::vector<std::string> remarks;
  for (const Variant& variant : recipe.variants()) {
    const Encoder* const encoder = codecs.find_encoder(variant.format);
    if (const auto remark = narrowing(variant, encoder)) remarks.push_back(*remark);
    if (encoder == nullptr) continue;  // of the source's format
    const std::string which = variant.name.empty() ? "" : "variant '" + variant.name + "': ";
    if (const auto remark = idle_quality(variant, *encoder)) remarks.push_back(which + *remark);
    if (const auto remark = idle_keep_smaller(variant, variant.format, codecs)) remarks.push_back(remark->text());
    if (const auto remark = misleading_name(variant, *encoder, codecs)) remarks.push_back(which + *remark);
  }
  return remarks;
}

}  // namespace tbbimg::tools
