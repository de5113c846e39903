#include "engine/recipe/detail/variant_checks.hpp"

#include "engine/recipe/quality_target.hpp"
#include "engine/recipe/recipe_keys.hpp"

namespace tbbimg::detail {

void check_quality(const toml::table& table, const VariantSettings& all, TomlValues& values) {
  if (all.quality && !all.quality_is_automatic()) {
    for (const RecipeKey& key : variant_keys()) {
      const toml::node* const node = key.needs_automatic_quality ? table.get(key.name) : nullptr;
      if (node == nullptr) continue;
      values.mistake(node->source(),
                     std::string(key.name) + " means nothing beside a fixed quality; write quality = \"auto\"");
    }
  }
  const toml::node* const low = table.get("min-quality");
  const toml::node* const high = table.get("max-quality");
  const std::optional<int> least =
      all.quality_is_automatic() && !all.min_quality ? std::optional(QualityTarget::kMinAutomatic) : all.min_quality;
  if (!least || (low == nullptr && high == nullptr)) return;
  const int most =
      all.quality_is_automatic() ? all.max_quality.value_or(QualityTarget::kMaxAutomatic) : all.quality.value_or(100);
  if (*least > most) {
    values.mistake(
        (low != nullptr ? low : high)->source(),
        "min-quality is " + std::to_string(*least) + ", above the highest quality allowed, " + std::to_string(most));
  }
}

void check_encoder(const toml::table& table, const Variant& variant, const CodecRegistry& codecs, TomlValues& values) {
  const Encoder* encoder = codecs.find_encoder(variant.format);
  if (encoder == nullptr) return;
  for (const std::string& format : values.format_names()) {
    if (table.get(format) != nullptr && format != encoder->name()) {
      values.mistake(table.get(format)->source(),
                     "options of " + format + " in a variant whose format is " + variant.format);
    }
  }
  if (encoder->has_quality(variant.settings_of(encoder->name()))) return;
  const std::string lossless =
      " means nothing to " + variant.format + ", which as it is set has no quality; choose jpeg or lossy webp";
  for (const RecipeKey& key : variant_keys()) {
    const toml::node* const node = key.needs_loss ? table.get(key.name) : nullptr;
    if (node != nullptr) values.mistake(node->source(), std::string(key.name) + lossless);
  }
  const toml::node* quality = table.get("quality");
  if (quality != nullptr && variant.target.min_ssim) values.mistake(quality->source(), "quality = \"auto\"" + lossless);
}

}  // namespace tbbimg::detail
