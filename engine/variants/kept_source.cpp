#include "engine/variants/kept_source.hpp"

#include <algorithm>

#include "engine/variants/encode.hpp"

namespace tbbimg {

bool may_be_source(const Variant& variant, const VariantPlan& plan, const ImageInfo& info,
                   const CodecRegistry& codecs) noexcept {
  if (!variant.keep_smaller || !plan.wanted || !plan.shows_source) return false;
  const Encoder* const encoder = encoder_of(variant, info.format, codecs);
  const bool is_converted =
      info.model == ColorModel::cmyk || info.model == ColorModel::ycck || info.bits_per_sample > 8;
  return encoder != nullptr && encoder->name() == info.format && !is_converted && !info.animated && info.frames == 1 &&
         info.exif.orientation == Orientation::upright;
}

bool needs_source(const Recipe& recipe, const ImagePlan& plan, const ImageInfo& info,
                  const CodecRegistry& codecs) noexcept {
  return std::any_of(plan.variants.begin(), plan.variants.end(), [&](const VariantPlan& variant) {
    return may_be_source(recipe.variants()[variant.variant], variant, info, codecs);
  });
}

}  // namespace tbbimg
