// Variants of several widths and formats.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "codecs/registry.hpp"
#include "engine/recipe/recipe.hpp"
#include "kernels/core/words.hpp"

using namespace tbbimg;

namespace {

tl::expected<Recipe, std::vector<Error>> read(const std::string& toml) {
  static const OperationRegistry registry = OperationRegistry::with_builtin_operations();
  return Recipe::read_toml(toml, "r.toml", {}, registry);
}

std::vector<std::string> names_of(const Recipe& recipe) {
  std::vector<std::string> names;
  for (const Variant& variant : recipe.variants()) names.push_back(variant.name);
  return names;
}

std::string first_mistake(const std::string& toml) {
  const auto recipe = read(toml);
  REQUIRE_FALSE(recipe);
  return recipe.error().front().to_string();
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("matrix: a variant for each width and format, widths above the image's own left out") {
  const Recipe recipe =
      read(
          "[[variant]]\nname='web'\nops=['sharpen']\nwidths=[1280, 320, 640]\nformats=['webp','jpeg']\nquality=70\n"
          "when={min-width=400}\n")
          .value();
  CHECK(names_of(recipe) ==
        Names{"web-320-webp", "web-640-webp", "web-1280-webp", "web-320-jpeg", "web-640-jpeg", "web-1280-jpeg"});
  const Variant& small = recipe.variants()[0];
  CHECK(small.own_operations == Names{"sharpen", "thumbnail:320x"});
  CHECK(small.operations.size() == 2);
  CHECK(small.operation_identities.size() == 2);
  CHECK(small.format == "webp");
  CHECK(small.quality == 70);
  CHECK(small.when.min_width == 400);
  CHECK(recipe.variants()[4].when.min_width == 640);
  CHECK(recipe.variants()[5].when.min_width == 1280);
  // One object for all, so that its result is shared.
  CHECK(recipe.variants()[0].operations[1] == recipe.variants()[3].operations[1]);
}

TEST_CASE("matrix: of one format or width, names say what there are several of") {
  CHECK(names_of(read("[[variant]]\nwidths=[320,640]\nformat='webp'\n").value()) == Names{"320", "640"});
  CHECK(names_of(read("[[variant]]\nname='a'\nwidths=[320,640]\nformats=['png']\n").value()) ==
        Names{"a-320", "a-640"});
  CHECK(names_of(read("[[variant]]\nname='a'\nformats=['png','jpg']\n").value()) == Names{"a-png", "a-jpeg"});
  CHECK(read("[[variant]]\nname='a'\nformats=['png','jpg']\n").value().variants()[1].when.says_nothing());
}

TEST_CASE("matrix: others may start from what it starts with") {
  const Recipe recipe = read(
                            "[[variant]]\nname='a'\nops=['blur:2']\nwidths=[320,640]\n[[variant]]\nname='b'\nfrom='a'"
                            "\nformats=['png','webp']\n")
                            .value();
  CHECK(names_of(recipe) == Names{"a-320", "a-640", "b-png", "b-webp"});
  CHECK(recipe.variants()[2].operations.size() == 1);
}

TEST_CASE("matrix: mistakes are told once, where they are") {
  for (const char* bad : {"640", "[]", "[0]", "[320, 320]", "[65536]", "['640']", "[1.5]"}) {
    CAPTURE(std::string(bad));
    CHECK(
        first_mistake("[[variant]]\nwidths=" + std::string(bad) + "\n") ==
        "r.toml:2:8: widths is a list of whole numbers of pixels from 1 to 65535, each once, such as [320, 640, 1280]");
  }
  for (const char* bad : {"'webp'", "[]", "['tga']", "['same']", "['jpeg', 'jpg']", "[1]"}) {
    CAPTURE(std::string(bad));
    CHECK(first_mistake("[[variant]]\nformats=" + std::string(bad) + "\n") ==
          "r.toml:2:9: formats is a list of " + joined(CodecRegistry::with_builtin_codecs().output_formats()) +
              ", each once");
  }
  CHECK(first_mistake("[[variant]]\nformat='png'\nformats=['png']\n") ==
        "r.toml:3:9: format and formats do not go together; leave one of them out");
  const auto twice = read("[[variant]]\nformats=['webp','jpeg']\nmin-quality=90\nquality=50\n");
  REQUIRE_FALSE(twice);
  CHECK(twice.error().size() == 1);
  CHECK(first_mistake("[defaults]\nwidths=[320]\n[[variant]]\n").find("'widths' belongs in [[variant]]") !=
        std::string::npos);
}
