// Recipes that differ in one key, whichever keys there are.
#pragma once

#include <algorithm>
#include <array>
#include <string>

#include "engine/recipe/recipe_keys.hpp"

namespace tbbimg::test {

/// Two values, as TOML, that a key may have beside those of all other keys.
inline std::array<std::string, 2> two_values(const RecipeKey& key) {
  const auto quoted = [](std::string_view word) { return "'" + std::string(word) + "'"; };
  const bool is_lower_bound = key.name.starts_with("min-");
  switch (key.kind) {
    case RecipeKey::Kind::name: return {"'one'", "'two'"};
    case RecipeKey::Kind::operations: return {"['blur:2']", "['blur:3']"};
    case RecipeKey::Kind::variant: return {"'low'", "'high'"};
    case RecipeKey::Kind::format: return {"'jpeg'", "'webp'"};
    case RecipeKey::Kind::quality: return {"70", "71"};
    case RecipeKey::Kind::boolean: return {"true", "false"};
    case RecipeKey::Kind::integer: return {is_lower_bound ? "20" : "60", is_lower_bound ? "21" : "61"};
    case RecipeKey::Kind::number: return {std::to_string(key.min), std::to_string(key.max)};
    case RecipeKey::Kind::bytes: return {"50000", "60000"};
    case RecipeKey::Kind::name_template: return {"'{stem}-{variant}.{ext}'", "'{variant}-{stem}.{ext}'"};
    case RecipeKey::Kind::condition: return {"{min-width=20}", "{min-width=21}"};
    case RecipeKey::Kind::formats: return {"'jpeg'", "'png'"};
    case RecipeKey::Kind::widths: return {"[30, 60]", "[30, 61]"};
    case RecipeKey::Kind::output_formats: return {"['jpeg', 'webp']", "['jpeg']"};
    case RecipeKey::Kind::word: return {quoted(key.choices[0]), quoted(key.choices[1])};
  }
  return {};
}

/// "key = value" of all keys but `without`, each its first value, between `separator`s.
inline std::string all_keys(std::span<const RecipeKey> keys, std::string_view separator, const RecipeKey& without) {
  const bool is_quality = without.kind == RecipeKey::Kind::quality;
  std::string text;
  for (const RecipeKey& key : keys) {
    if (key.name == without.name || (is_quality && key.needs_automatic_quality)) continue;
    // They do not go together.
    const auto kind = RecipeKey::Kind::output_formats;
    if (without.kind == kind ? key.name == "format" : key.kind == kind) continue;
    const bool is_automatic = key.kind == RecipeKey::Kind::quality;
    (text += key.name) += "=" + (is_automatic ? "'auto'" : two_values(key)[0]) + std::string(separator);
  }
  return text;
}

/// A recipe whose third variant says everything that a variant can say, and of `key`, one of variant_keys() or of
/// condition_keys(), the value `which`.
inline std::string recipe_with(const RecipeKey& key, std::size_t which) {
  const std::string own = std::string(key.name) + "=" + two_values(key)[which];
  const auto conditions = condition_keys();
  std::string variant =
      "[[variant]]\nname='low'\nops=['blur:1']\n[[variant]]\nname='high'\nops=['blur:9']\n[[variant]]\n";
  if (&key < conditions.data() || &key >= conditions.data() + conditions.size()) {
    return variant + all_keys(variant_keys(), "\n", key) + own + "\n";
  }
  const RecipeKey& when = *std::find_if(variant_keys().begin(), variant_keys().end(),
                                        [](const RecipeKey& each) { return each.kind == RecipeKey::Kind::condition; });
  return variant + all_keys(variant_keys(), "\n", when) + std::string(when.name) + "={" +
         all_keys(conditions, ",", key) + own + "}\n";
}

/// Of a variant and of its condition.
inline std::vector<const RecipeKey*> every_key() {
  std::vector<const RecipeKey*> keys;
  for (const RecipeKey& key : variant_keys()) keys.push_back(&key);
  for (const RecipeKey& key : condition_keys()) keys.push_back(&key);
  return keys;
}

}  // namespace tbbimg::test
