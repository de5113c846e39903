#include "engine/variants/kept_source.hpp"

#include <algorithm>

#include "engine/variants/animation.hpp"
#include "engine/variants/encode.hpp"

namespace tbbimg {
namespace {

// Whether the variant shows what the file stores: every sample of every frame, turned at most.
bool shows_stored(const Variant& variant, const VariantPlan& plan, const ImageInfo& info,
                  const Encoder& encoder) noexcept {
  if (!plan.wanted || !plan.shows_source) return false;
  const bool is_converted = info.model == ColorModel::cmyk || info.model == ColorModel::ycck;
  const bool keeps_depth = info.bits_per_sample <= 8 || plan.sixteen_bits;
  const bool keeps_frames = wants_frames(variant, info) ? encoder.holds_animations(variant.settings_of(encoder.name()))
                                                        : !info.animated && info.frames == 1;
  return !is_converted && keeps_depth && keeps_frames;
}

}  // namespace

bool may_be_source(const Variant& variant, const VariantPlan& plan, const ImageInfo& info,
                   const CodecRegistry& codecs) noexcept {
  if (!variant.keep_smaller || info.exif.orientation != Orientation::upright) return false;
  const Encoder* const encoder = encoder_of(variant, info.format, codecs);
  return encoder != nullptr && encoder->name() == info.format && shows_stored(variant, plan, info, *encoder);
}

bool may_be_repacked(const Variant& variant, const VariantPlan& plan, const ImageInfo& info,
                     const CodecRegistry& codecs) noexcept {
  if (variant.target.is_set()) return false;
  const Encoder* const encoder = encoder_of(variant, info.format, codecs);
  return encoder != nullptr && encoder->repacks(info.format, variant.settings_of(encoder->name())) &&
         shows_stored(variant, plan, info, *encoder);
}

std::optional<Sentence> idle_keep_smaller(const Variant& variant, std::string_view format,
                                          const CodecRegistry& codecs) {
  const Encoder* const encoder = encoder_of(variant, format, codecs);
  const Decoder* const decoder = codecs.find_decoder_by_name(format);
  if (!variant.keep_smaller || encoder == nullptr || decoder == nullptr || encoder->name() != decoder->name() ||
      decoder->can_strip()) {
    return std::nullopt;
  }
  return (variant.name.empty() ? "" : "variant '" + variant.name + "': ") + "keep-smaller does nothing for " +
         std::string(decoder->format().title) + ": its metadata cannot be cut out";
}

bool needs_source(const Recipe& recipe, const ImagePlan& plan, const ImageInfo& info,
                  const CodecRegistry& codecs) noexcept {
  return std::any_of(plan.variants.begin(), plan.variants.end(), [&](const VariantPlan& variant) {
    const Variant& wish = recipe.variants()[variant.variant];
    return may_be_source(wish, variant, info, codecs) || may_be_repacked(wish, variant, info, codecs);
  });
}

bool may_keep_source(const Recipe& recipe) noexcept {
  return std::any_of(recipe.variants().begin(), recipe.variants().end(),
                     [](const Variant& variant) { return variant.keep_smaller; });
}

}  // namespace tbbimg
