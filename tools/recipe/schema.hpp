// Recipes as a JSON Schema, for editors.
#pragma once

#include <string>

#include "codecs/registry.hpp"
#include "engine/operations/registry.hpp"

namespace tbbimg::tools {

/// A JSON Schema of draft 7, the newest that Taplo (TOML in VS Code and others) takes, of everything a recipe may hold:
/// made of the words that the parser knows. It refuses what can be seen in one value: unknown words, wrong types,
/// values out of range. Arguments of operations are the parser's matter.
[[nodiscard]] std::string recipe_schema(const OperationRegistry& registry, const CodecRegistry& codecs);

}  // namespace tbbimg::tools
