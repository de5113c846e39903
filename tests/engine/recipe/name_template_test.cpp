#include "engine/recipe/name_template.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;

namespace {

Recipe recipe_of(std::string_view toml) {
  return Recipe::parse_toml(toml, "test.toml", {}, OperationRegistry::with_builtin_operations()).value();
}
const Recipe& one() {
  static const Recipe recipe = recipe_of("[[variant]]\n");
  return recipe;
}
const Recipe& two() {
  static const Recipe recipe = recipe_of("[[variant]]\nname='a'\n[[variant]]\nname='b'\n");
  return recipe;
}

}  // namespace

TEST_CASE("name_template: the default mirrors the tree, with and without folder and variant") {
  const auto names = NameTemplate::parse(NameTemplate::kDefault, one()).value();
  CHECK(names.expand({"sub/deep", "photo", "thumb", "jpg", 0}) == "sub/deep/photo_thumb.jpg");
  CHECK(names.expand({"", "photo", "thumb", "jpg", 0}) == "photo_thumb.jpg");
  CHECK(names.expand({"sub", "photo", "", "jpg", 0}) == "sub/photo.jpg");
  CHECK(names.expand({"", "photo.v1_", "", "jpg", 0}) == "photo.v1_.jpg");
  CHECK(names.keeps_folders_apart());
}

TEST_CASE("name_template: all placeholders and literals") {
  const auto names = NameTemplate::parse("web/{index}-{variant}/{stem}.x.{ext}", two()).value();
  CHECK(names.expand({"sub", "photo", "a", "png", 42}) == "web/42-a/photo.x.png");
  CHECK(names.keeps_folders_apart());
  CHECK_FALSE(NameTemplate::parse("{stem}.{ext}", one()).value().keeps_folders_apart());
}

TEST_CASE("name_template: what cannot work is refused at once") {
  for (const char* bad : {"", "{dir}/", "/abs/{stem}", "../{stem}", "a/../{stem}", "{stem", "{nope}"}) {
    CAPTURE(bad);
    const auto names = NameTemplate::parse(bad, one());
    REQUIRE_FALSE(names);
    CHECK(names.error().code == ErrorCode::invalid_argument);
  }
  for (const char* bad : {"thumb.{ext}", "{dir}/x.{ext}"}) {
    CAPTURE(bad);
    const auto names = NameTemplate::parse(bad, one());
    REQUIRE_FALSE(names);
    CHECK(names.error().code == ErrorCode::name_collision);
  }
  CHECK(NameTemplate::parse("{stem}.{ext}", two()).error().message.find("{variant}") != std::string::npos);
}
