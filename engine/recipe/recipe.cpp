#include "engine/recipe/recipe.hpp"

#include "engine/operations/point_operation.hpp"

namespace tbbimg {

Result<Recipe> Recipe::parse(std::span<const std::string> operations, const VariantDefaults& defaults,
                             const OperationRegistry& registry) {
  Variant variant;
  variant.format = defaults.format;
  variant.quality = defaults.quality;
  for (const std::string& text : operations) {
    TBBIMG_ASSIGN_OR_RETURN(auto operation, registry.make(text));
    variant.operations.push_back(std::move(operation));
  }
  variant.operations = join_point_operations(variant.operations);
  Recipe recipe;
  recipe.variants_.push_back(std::move(variant));
  return recipe;
}

}  // namespace tbbimg
