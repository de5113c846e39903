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

  const auto recipe = Recipe::read_toml(text, "/nonexistent/recipe.toml", {}, operations, codecs);
  if (!recipe) {
    require(!recipe.error().empty(), "a text that is no recipe has a mistake");
    for (const Error& mistake : recipe.error()) require(!mistake.message.text().empty(), "a mistake has a message");
    return 0;
  }
  require(!recipe->variants().empty(), "a recipe has a variant");
  for (const Variant& variant : recipe->variants()) {
    require(variant.quality >= 1 && variant.quality <= 100, "qualities are from 1 to 100");
  }
  return 0;
}
