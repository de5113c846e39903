#include "engine/recipe/recipe.hpp"

#include <doctest/doctest.h>

#include <array>

#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;

namespace {

const OperationRegistry& registry() {
  static const OperationRegistry all = OperationRegistry::with_builtin_operations();
  return all;
}

std::string error_of(std::string_view toml) {
  const auto recipe = Recipe::parse_toml(toml, "r.toml", {}, registry());
  REQUIRE_FALSE(recipe);
  CHECK(recipe.error().code == ErrorCode::invalid_recipe);
  return recipe.error().to_string();
}

}  // namespace

TEST_CASE("recipe: operations of the command line make one variant without a name") {
  const std::array<std::string, 2> texts = {"thumbnail:256", "blur:2"};
  const auto recipe = Recipe::parse(texts, {"jpeg", 70}, registry()).value();
  REQUIRE(recipe.variants().size() == 1);
  CHECK(recipe.variants()[0].name.empty());
  CHECK(recipe.variants()[0].operations.size() == 2);
  CHECK(recipe.variants()[0].format == "jpeg");
  CHECK(recipe.variants()[0].quality == 70);
  const std::array<std::string, 1> bad = {"blurr:2"};
  CHECK(Recipe::parse(bad, {}, registry()).error().message == "unknown operation 'blurr': did you mean 'blur'?");
}

TEST_CASE("recipe: TOML gives variants, the defaults what it leaves out") {
  const auto recipe = Recipe::parse_toml(R"(
# sizes for the web
[[variant]]
name = "thumb"
ops = ["thumbnail:256"]
format = "jpeg"
quality = 80
[[variant]]
name = "large"
ops = ["thumbnail:1600", "brighten:10"]
)",
                                         "r.toml", {"webp", 55}, registry())
                          .value();
  REQUIRE(recipe.variants().size() == 2);
  CHECK(recipe.variants()[0].quality == 80);
  CHECK(recipe.variants()[1].name == "large");
  CHECK(recipe.variants()[1].operations.size() == 2);
  CHECK(recipe.variants()[1].format == "webp");
  CHECK(recipe.variants()[1].quality == 55);
}

TEST_CASE("recipe: mistakes are told with line and column") {
  CHECK(error_of("") == "r.toml: no [[variant]]: a recipe needs at least one");
  CHECK(error_of("[[variant]\n").find("r.toml:1:") == 0);
  CHECK(error_of("[[variant]]\nops = [\"thumbnial:2\"]\n") ==
        "r.toml:2:8: unknown operation 'thumbnial': did you mean 'thumbnail'?");
  CHECK(error_of("[[variant]]\nqualty = 3\n") == "r.toml:2:1: unknown key 'qualty': did you mean 'quality'?");
  CHECK(error_of("[variant]\nquality = 3\n").find("write [[variant]]") != std::string::npos);
  CHECK(error_of("[[variant]]\nquality = 0\n") == "r.toml:2:11: quality is a whole number from 1 to 100");
  CHECK(error_of("[[variant]]\nquality = \"80\"\n").find("r.toml:2:11:") == 0);
  CHECK(error_of("[[variant]]\nquality = 80.0\n").find("whole number") != std::string::npos);
  CHECK(error_of("[[variant]]\nformat = \"tga\"\n").find("r.toml:2:10: format is one of") == 0);
  CHECK(error_of("[[variant]]\nname = \"a/b\"\n").find("without '/'") != std::string::npos);
  CHECK(error_of("[[variant]]\nops = \"thumbnail:2\"\n").find("ops is a list") != std::string::npos);
  CHECK(error_of("[[variant]]\nops = [5]\n").find("an operation is a text") != std::string::npos);
  CHECK(error_of("[[variant]]\nname='a'\n[[variant]]\nname='a'\n") == "r.toml:3:1: a second variant named 'a'");
  CHECK(error_of("[[variant]]\n[[variant]]\n").find("second variant without a name") != std::string::npos);
  CHECK(error_of("title = 1\n").find("unknown key 'title'") != std::string::npos);
  CHECK(error_of("variant = []\n").find("[[variant]]") != std::string::npos);
}

TEST_CASE("recipe: a file that cannot be read says so") {
  const test::TemporaryFolder folder;
  CHECK(Recipe::load(folder / "missing.toml", {}, registry()).error().code == ErrorCode::not_found);
  folder.write("r.toml", "[[variant]]\nops = [\"grayscale\"]\n");
  CHECK(Recipe::load(folder / "r.toml", {}, registry()).value().variants().size() == 1);
}
