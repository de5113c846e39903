// What in a variant does not go together, told where its table says it. Not for users.
#pragma once

#include "engine/recipe/detail/toml_values.hpp"
#include "engine/recipe/recipe.hpp"
#include "engine/recipe/variant_settings.hpp"

namespace tbbimg::detail {

/// Bounds on a quality that is fixed, or that leave none. `all` are the settings of `table` and of what is below it.
void check_quality(const toml::table& table, const VariantSettings& all, TomlValues& values);

/// Settings that the variant's format has no use for.
void check_encoder(const toml::table& table, const Variant& variant, const CodecRegistry& codecs, TomlValues& values);

}  // namespace tbbimg::detail
