#include "tools/recipe/explain.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/engine/recipe/key_values.hpp"

namespace tbbimg::tools {
namespace {

std::string explain(const std::string& toml) {
  const OperationRegistry registry = OperationRegistry::with_builtin_operations();
  const auto recipe = Recipe::parse_toml(toml, "web.toml", {}, registry);
  REQUIRE_MESSAGE(recipe.has_value(), recipe.error().to_string());
  return explain_recipe(*recipe, "web.toml", registry, CodecRegistry::with_builtin_codecs());
}

// What stands behind a label, in a recipe of one variant.
std::string entry(const std::string& text, const std::string& label) {
  const auto at = text.find("\n  " + label);
  REQUIRE(at != std::string::npos);
  const auto begin = text.find_first_not_of(' ', at + 3 + label.size());
  return text.substr(begin, text.find('\n', begin) - begin);
}

std::string condition(const std::string& when) {
  return entry(explain("[[variant]]\nwhen = {" + when + "}"), "made of");
}

std::string format(const std::string& lines) { return entry(explain("[[variant]]\n" + lines), "written as"); }

TEST_CASE("a recipe of one variant reads from top to bottom") {
  CHECK(explain("[[variant]]\nname = \"thumb\"\nops = [\"flip:vertical\"]\nformat = \"png\"") ==
        "web.toml: 1 output of each image\n"
        "\n"
        "thumb\n"
        "  made of     every image\n"
        "  starts from the upright image\n"
        "  does        1. flip: Mirrors the image\n"
        "                 direction = vertical\n"
        "  written as  png, without loss\n"
        "  named       photos/2019/a.jpg of 4000x3000 pixels gives OUT/2019/a_thumb.png\n");
}

TEST_CASE("conditions in words") {
  CHECK(condition("") == "every image");
  CHECK(condition("min-width = 8") == "only images that are at least 8 pixels wide");
  CHECK(condition("max-width = 8") == "only images that are at most 8 pixels wide");
  CHECK(condition("min-height = 4, max-height = 8") == "only images that are 4 to 8 pixels high");
  CHECK(condition("format = 'png'") == "only images that are png");
  CHECK(condition("format = ['png', 'jpeg', 'webp']") == "only images that are png, jpeg or webp");
  CHECK(condition("orientation = 'landscape'") == "only images that are wider than high");
  CHECK(condition("orientation = 'portrait', min-width = 8") ==
        "only images that are higher than wide, at least 8 pixels wide");
  CHECK(condition("orientation = 'square'") == "only images that are as wide as high");
}

TEST_CASE("formats and qualities in words") {
  CHECK(format("") == "the format of the source; where that is lossy: quality 80");
  CHECK(format("format = 'jpeg'\nquality = 93\njpeg.subsampling = '4:4:4'") ==
        "jpeg, quality 93; jpeg.subsampling 4:4:4");
  CHECK(format("format = 'webp'\nwebp.lossless = true\nwebp.effort = 6") ==
        "webp, without loss; webp.lossless true, webp.effort 6");
  CHECK(format("format = 'webp'\nquality = 'auto'\nmin-quality = 40\nmax-quality = 90\nssim = 0.95") ==
        "webp, the lowest quality from 40 to 90 that looks like the pixels (SSIM 0.95)");
  CHECK(format("quality = 70\njpeg.progressive = true\nwebp.effort = 6") ==
        "the format of the source; where that is lossy: quality 70; jpeg.progressive true, webp.effort 6");
}

TEST_CASE("the name is that of an image for which the variant is made") {
  const auto name = [](const std::string& when) {
    return entry(explain("[[variant]]\ntemplate = '{stem}-{width}x{height}.{ext}'\nwhen = {" + when + "}"), "named");
  };
  CHECK(name("orientation = 'portrait'") == "photos/2019/a.jpg of 3000x4000 pixels gives OUT/a-3000x4000.jpg");
  CHECK(name("orientation = 'square', format = 'webp'") ==
        "photos/2019/a.webp of 4000x4000 pixels gives OUT/a-4000x4000.webp");
  CHECK(name("max-width = 800").starts_with("photos/2019/a.jpg of 800x600 pixels"));
  CHECK(name("orientation = 'landscape', max-width = 100").starts_with("photos/2019/a.jpg of 100x75 pixels"));
  CHECK(name("orientation = 'landscape', min-height = 3900").starts_with("photos/2019/a.jpg of 7800x5850 pixels"));
  CHECK(name("orientation = 'portrait', min-width = 3900").starts_with("photos/2019/a.jpg of 5850x7800 pixels"));
  CHECK(name("orientation = 'square', min-width = 5000").starts_with("photos/2019/a.jpg of 5000x5000 pixels"));
  CHECK(name("orientation = 'square', max-height = 50").starts_with("photos/2019/a.jpg of 50x50 pixels"));
  CHECK(name("orientation = 'square', min-width = 9, max-height = 5").starts_with("photos/2019/a.jpg of 9x5 pixels"));
  CHECK(name("max-width = 800, min-height = 3500") == "photos/2019/a.jpg of 800x3500 pixels gives OUT/a-800x3500.jpg");
}

TEST_CASE("long lines go on below their beginning") {
  const std::string text = explain("[[variant]]\nops = ['resize:800x600', 'thumbnail:64']");
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    CHECK(end - begin <= 110);
    begin = end + 1;
  }
  CHECK(text.find("\n              2. thumbnail: Shrinks") != std::string::npos);
}

TEST_CASE("every key of a recipe is explained: another value, another explanation") {
  for (const RecipeKey* key : test::every_key()) {
    CAPTURE(key->name);
    CHECK(explain(test::recipe_with(*key, 0)) != explain(test::recipe_with(*key, 1)));
  }
}

}  // namespace
}  // namespace tbbimg::tools
