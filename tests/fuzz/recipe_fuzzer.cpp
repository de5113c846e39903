// Recipe files from outside: TOML, and what stands in it.
#include <string_view>

#include "engine/recipe/recipe.hpp"
#include "tests/fuzz/decoder_fuzzing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tbbimg;
  using fuzz::require;
  static const OperationRegistry operations = OperationRegistry::with_builtin_operations();
  static const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  const auto recipe = Recipe::parse_toml(text, "/nonexistent/recipe.toml", {}, operations, codecs);
  const auto mistakes = Recipe::find_mistakes(text, "/nonexistent/recipe.toml", {}, operations, codecs);
  require(recipe.has_value() == mistakes.empty(), "a text without mistakes is a recipe, and no other");
  for (const Error& mistake : mistakes) require(!mistake.message.empty(), "a mistake has a message");
  if (!recipe) return 0;
  require(!recipe->variants().empty(), "a recipe has a variant");
  for (const Variant& variant : recipe->variants()) {
    require(variant.quality >= 1 && variant.quality <= 100, "qualities are from 1 to 100");
  }
  return 0;
}
