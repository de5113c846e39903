#include "tools/recipe/example.hpp"

#include <doctest/doctest.h>

#include <string>

#include "codecs/registry.hpp"
#include "engine/recipe/recipe_keys.hpp"

namespace tbbimg::tools {
namespace {

bool has_line(const std::string& start) {
  return ("\n" + std::string(example_recipe())).find("\n" + start) != std::string::npos;
}

TEST_CASE("the example recipe shows every key of the language") {
  for (const RecipeKey& key : variant_keys()) {
    const std::string name(key.name);
    CAPTURE(name);
    CHECK(has_line(key.kind == RecipeKey::Kind::condition ? "[variant." + name + "]" : name + " = "));
  }
  for (const RecipeKey& key : condition_keys()) {
    const std::string name(key.name);
    CAPTURE(name);
    CHECK(has_line(name + " = "));
  }
}

TEST_CASE("the example recipe shows every option of the codecs") {
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  for (const auto& encoder : codecs.encoders()) {
    for (const EncoderOption& option : encoder->options()) {
      const std::string name = std::string(encoder->name()) + "." + std::string(option.name);
      CAPTURE(name);
      CHECK(has_line(name + " = "));
    }
  }
}

}  // namespace
}  // namespace tbbimg::tools
