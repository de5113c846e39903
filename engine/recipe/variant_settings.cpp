#include "engine/recipe/variant_settings.hpp"

#include <type_traits>
#include <variant>

#include "engine/recipe/recipe_keys.hpp"

namespace tbbimg {

VariantSettings VariantSettings::over(const VariantSettings& base) const {
  VariantSettings both = *this;
  const bool has_fixed_quality = quality && !quality_is_automatic();
  for (const RecipeKey& key : variant_keys()) {
    // A quality of one's own ends what the base says of an automatic one.
    if (key.needs_automatic_quality && has_fixed_quality) continue;
    const auto inherit = [&](auto member) {
      if constexpr (std::is_invocable_v<decltype(member), const VariantSettings&>) {
        if (!(both.*member)) both.*member = base.*member;
      }
    };
    std::visit(inherit, key.member);
  }
  for (const auto& [codec, settings] : base.encoder_settings) {
    both.encoder_settings[codec].insert(settings.begin(), settings.end());
  }
  return both;
}

void VariantSettings::apply_to(Variant& variant) const {
  variant.encoder_settings = encoder_settings;
  for (const RecipeKey& key : variant_keys()) {
    if (key.apply != nullptr) key.apply(*this, variant);
  }
}

}  // namespace tbbimg
