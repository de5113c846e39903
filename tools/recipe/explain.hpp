// A recipe in words.
#pragma once

#include <string>
#include <string_view>

#include "codecs/registry.hpp"
#include "engine/recipe/recipe.hpp"

namespace tbbimg::tools {

/// What is made of each image, variant by variant, for people who did not write the recipe: lines of text.
/// `path` is that of its file. The recipe is one that Pipeline::create() takes.
[[nodiscard]] std::string explain_recipe(const Recipe& recipe, std::string_view path, const OperationRegistry& registry,
                                         const CodecRegistry& codecs);

}  // namespace tbbimg::tools
