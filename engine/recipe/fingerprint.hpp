// Whether two recipes make the same of an image.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "codecs/decoder.hpp"
#include "codecs/registry.hpp"
#include "engine/recipe/recipe.hpp"

namespace tbbimg {

/// A hash of what a recipe means: its variants with their operations, the bytes of files that these refer to, formats,
/// qualities, conditions and names. Comments, spelling, the order of keys and what is said though it is the default do
/// not count. `default_template` is that of variants without one of their own, `choice` what
/// of each file they are made of. Operations that were not made from texts (Variant::operation_identities) have no part
/// in it.
[[nodiscard]] std::uint64_t recipe_fingerprint(const Recipe& recipe, std::string_view default_template,
                                               const CodecRegistry& codecs, const PictureChoice& choice = {});

}  // namespace tbbimg
