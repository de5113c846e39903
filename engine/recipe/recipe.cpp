#include "engine/recipe/recipe.hpp"

#include <algorithm>
#include <utility>

#include "engine/operations/identity.hpp"
#include "engine/operations/point_operation.hpp"

namespace tbbimg {

EncoderSettings Variant::settings_of(std::string_view codec) const {
  const auto settings = encoder_settings.find(codec);
  return settings != encoder_settings.end() ? settings->second : EncoderSettings{};
}

Result<Recipe> Recipe::create(std::vector<Variant> variants) {
  if (variants.empty()) return fail(ErrorCode::invalid_recipe, "a recipe needs at least one variant");
  for (auto variant = variants.begin(); variant != variants.end(); ++variant) {
    const auto same_name = [variant](const Variant& other) { return other.name == variant->name; };
    if (std::any_of(variants.begin(), variant, same_name)) {
      return fail(ErrorCode::invalid_recipe, "two variants are named '" + variant->name + "'");
    }
  }
  Recipe recipe;
  recipe.variants_ = std::move(variants);
  return recipe;
}

Result<Recipe> Recipe::parse(std::span<const std::string> operations, const VariantDefaults& defaults,
                             const OperationRegistry& registry, std::string_view folder) {
  Variant variant;
  variant.format = defaults.format;
  variant.quality = defaults.quality;
  variant.keep_smaller = defaults.keep_smaller;
  variant.first_frame_only = defaults.first_frame_only;
  for (const std::string& text : operations) {
    TBBIMG_ASSIGN_OR_RETURN(auto operation, registry.make(text, folder));
    variant.operations.push_back(std::move(operation));
    TBBIMG_ASSIGN_OR_RETURN(const OperationReading reading, registry.read(text));
    variant.operation_identities.push_back(operation_identity(reading, folder));
  }
  JoinedOperations joined = join_point_operations(variant.operations);
  variant.operations = std::move(joined.operations);
  variant.first_identities = std::move(joined.firsts);
  return create({std::move(variant)});
}

}  // namespace tbbimg
