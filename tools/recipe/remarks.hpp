// What is no mistake in a recipe, and hardly meant.
#pragma once

#include <string>
#include <vector>

#include "codecs/registry.hpp"
#include "engine/recipe/recipe.hpp"

namespace tbbimg::tools {

/// One sentence each: a variant's own quality of a format that has none, a name that ends like another format's, an
/// operation or an option of the encoder that costs a 16-bit output some of its bits, keep-smaller of a format whose
/// metadata cannot be cut out.
[[nodiscard]] std::vector<std::string> remarks_on(const Recipe& recipe, const CodecRegistry& codecs);

}  // namespace tbbimg::tools
