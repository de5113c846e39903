#include "engine/recipe/recipe.hpp"

#include <doctest/doctest.h>

#include <array>

#include "tests/engine/pipeline/memory_io.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;

namespace {

const OperationRegistry& registry() {
  static const OperationRegistry all = OperationRegistry::with_builtin_operations();
  return all;
}

Recipe recipe_of(std::string_view toml) { return Recipe::parse_toml(toml, "r.toml", {}, registry()).value(); }

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
  CHECK(Recipe::parse(bad, {}, registry()).error().message.text() == "unknown operation 'blurr': did you mean 'blur'?");
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

TEST_CASE("recipe: defaults stand behind what a variant says itself") {
  const auto recipe = recipe_of(R"(
[defaults]
format = "jpeg"
quality = "auto"
ssim = 0.95
template = "{stem}-{variant}.{ext}"
jpeg.progressive = true
webp = { effort = 6, lossless = true }
[[variant]]
name = "a"
jpeg.subsampling = "4:4:4"
[[variant]]
name = "b"
quality = 70
max-bytes = "200K"
jpeg.progressive = false
)");
  const Variant& a = recipe.variants()[0];
  CHECK(a.format == "jpeg");
  CHECK(a.target.min_ssim == 0.95);
  CHECK(a.name_template == "{stem}-{variant}.{ext}");
  CHECK(a.encoder_settings.at("jpeg") == EncoderSettings{{"progressive", 1}, {"subsampling", 1}});
  CHECK(a.encoder_settings.at("webp") == EncoderSettings{{"effort", 6}, {"lossless", 1}});
  const Variant& b = recipe.variants()[1];
  CHECK(b.quality == 70);
  CHECK_FALSE(b.target.min_ssim);
  CHECK(b.target.max_bytes == 200 * 1024);
  CHECK(b.encoder_settings.at("jpeg") == EncoderSettings{{"progressive", 0}});
}

TEST_CASE("recipe: targets of [defaults] are not those of lossless variants") {
  const auto recipe = recipe_of(
      "[defaults]\nquality='auto'\nmax-bytes='20K'\n[[variant]]\nname='a'\nformat='png'\n"
      "[[variant]]\nname='b'\nformat='webp'\nwebp.lossless=true\n[[variant]]\nname='c'\nformat='webp'\n");
  CHECK_FALSE(recipe.variants()[0].target.is_set());
  CHECK_FALSE(recipe.variants()[1].target.is_set());
  CHECK(recipe.variants()[2].target.max_bytes == 20 * 1024);
  CHECK(recipe.variants()[2].target.min_quality == 50);
  CHECK(recipe.variants()[2].target.max_quality == 89);
}

TEST_CASE("recipe: a variant may start from another, wherever that stands") {
  const auto recipe = recipe_of(R"(
[[variant]]
name = "small"
from = "large"
ops = ["thumbnail:200"]
[[variant]]
name = "large"
ops = ["thumbnail:1600", "sharpen"]
format = "webp"
quality = 60
when = { min-width = 1600 }
[[variant]]
name = "tiny"
from = "small"
ops = ["thumbnail:20"]
quality = 50
)");
  const Variant& small = recipe.variants()[0];
  const Variant& large = recipe.variants()[1];
  const Variant& tiny = recipe.variants()[2];
  REQUIRE(small.operations.size() == 3);
  CHECK(small.operations[1] == large.operations[1]);  // one object: its result is shared
  CHECK(small.format == "webp");
  CHECK(small.quality == 60);
  CHECK(small.when.says_nothing());
  CHECK(large.when.min_width == 1600);
  CHECK(tiny.operations.size() == 4);
  CHECK(tiny.format == "webp");
  CHECK(tiny.quality == 50);
  CHECK(tiny.from == "small");
  CHECK(tiny.own_operations == std::vector<std::string>{"thumbnail:20"});
}

TEST_CASE("recipe: conditions") {
  const auto recipe = recipe_of(
      "[[variant]]\nwhen = { min-width = 5, max-width = 6, min-height = 7, max-height = 8, format = ['png', 'jpeg'], "
      "orientation = 'portrait' }\n");
  const Condition& when = recipe.variants()[0].when;
  CHECK(when.min_width == 5);
  CHECK(when.max_width == 6);
  CHECK(when.min_height == 7);
  CHECK(when.max_height == 8);
  CHECK(when.formats == std::vector<std::string>{"png", "jpeg"});
  CHECK(when.aspect == Aspect::portrait);
  CHECK(recipe_of("[[variant]]\nwhen.format = 'webp'\n").variants()[0].when.formats ==
        std::vector<std::string>{"webp"});
}

namespace {

struct Mistake {
  const char* toml;
  const char* message;
};
constexpr const char* kKnownFormats = "known are: jpeg, png, webp, gif";
const Mistake kMistakes[] = {
    {"", "r.toml:1:1: no [[variant]]: a recipe needs at least one"},
    {"[[variant]\n", "r.toml:1:"},
    {"[variant]\nquality = 3\n", "r.toml:1:1: 'variant' is not a list of tables; write [[variant]]"},
    {"variant = []\n", "write [[variant]]"},
    {"title = 1\n[[variant]]\n", "r.toml:1:1: unknown key 'title'; known are: defaults, variant"},
    {"[[variant]]\nqualty = 3\n", "r.toml:2:1: unknown key 'qualty': did you mean 'quality'?"},
    {"[[variant]]\nops = [\"thumbnial:2\"]\n", "r.toml:2:8: unknown operation 'thumbnial': did you mean 'thumbnail'?"},
    {"[[variant]]\nops = [\"sobel\", \"thumbnail:0\"]\n", "r.toml:2:17: thumbnail: size is '0', allowed: "},
    {"[[variant]]\nops = \"thumbnail:2\"\n", "r.toml:2:7: ops is a list of texts"},
    {"[[variant]]\nops = [5]\n", "r.toml:2:8: an operation is a text"},
    {"[[variant]]\nquality = 0\n", "r.toml:2:11: quality is a whole number from 1 to 100, or \"auto\""},
    {"[[variant]]\nquality = \"80\"\n", "r.toml:2:11: quality is"},
    {"[[variant]]\nquality = 80.0\n", "r.toml:2:11: quality is"},
    {"[[variant]]\nformat = \"jpge\"\n", "r.toml:2:10: unknown format 'jpge': did you mean 'jpeg'?"},
    {"[[variant]]\nformat = \"tga\"\n", kKnownFormats},
    {"[[variant]]\nformat = 3\n", "r.toml:2:10: format is a text"},
    {"[[variant]]\nname = \"a/b\"\n", "r.toml:2:8: name is a part of file names"},
    {"[[variant]]\nname = \"a\\u001b[31m\"\n", "r.toml:2:8: name is a part of file names"},
    {"[[variant]]\nname = 5\n", "r.toml:2:8: name is a part of file names"},
    {"[[variant]]\nname='a'\n[[variant]]\nname='a'\n", "r.toml:3:1: a second variant named 'a'; give each its own"},
    {"[[variant]]\n[[variant]]\n", "r.toml:2:1: a second variant without a name; give each its own"},
    {"[[variant]]\nname='a'\nfrom='b'\n[[variant]]\nname='bb'\n",
     "r.toml:3:6: from: there is no variant 'b': did you mean 'bb'?"},
    {"[[variant]]\nname='a'\nfrom='b'\n[[variant]]\nname='b'\nfrom='a'\n", "from goes round in a circle"},
    {"[[variant]]\nfrom='b'\n", "r.toml:2:6: from: there is no variant 'b'; there are none"},
    {"[[variant]]\nname='a'\nfrom='a'\n", "r.toml:3:6: from goes round in a circle"},
    {"[[variant]]\nmax-bytes = \"2x\"\nformat='jpeg'\n", "r.toml:2:13: max-bytes is a number of bytes"},
    {"[[variant]]\nmax-bytes = \"20K\"\nformat='png'\n", "r.toml:2:13: max-bytes means nothing to png, which"},
    {"[[variant]]\nformat='webp'\nwebp.lossless=true\nquality='auto'\n",
     "r.toml:4:9: quality = \"auto\" means nothing"},
    {"[[variant]]\nssim = 0.9\nquality=70\n", "r.toml:2:8: ssim means nothing beside a fixed quality"},
    {"[[variant]]\nssim = 1.0\nquality='auto'\n", "r.toml:2:8: ssim is a number from 0.5 to 0.9999"},
    {"[[variant]]\nquality='auto'\nmin-quality=80\nmax-quality=70\n", "r.toml:3:13: min-quality is 80, above"},
    {"[[variant]]\nmax-quality=70\nquality=3\n", "r.toml:2:13: max-quality means nothing"},
    {"[[variant]]\njpeg.progresive = true\n",
     "r.toml:2:6: unknown option of jpeg 'progresive': did you mean 'progressive'?"},
    {"[[variant]]\njpeg.progressive = 1\n", "r.toml:2:20: jpeg.progressive is true or false"},
    {"[[variant]]\njpeg.subsampling = \"4:1:1\"\n", "jpeg.subsampling is one of \"auto\", \"4:4:4\""},
    {"[[variant]]\nwebp.effort = 7\n", "r.toml:2:15: webp.effort is a whole number from 0 to 6"},
    {"[[variant]]\nwebp = 7\n", "r.toml:2:8: webp is a table of options, such as webp.lossless = true"},
    {"[[variant]]\nformat='jpeg'\nwebp.effort = 1\n", "options of webp in a variant whose format is jpeg"},
    {"[[variant]]\nwhen = 3\n", "r.toml:2:8: when is a table"},
    {"[[variant]]\nwhen.min-with = 3\n", "r.toml:2:6: unknown condition 'min-with': did you mean 'min-width'?"},
    {"[[variant]]\nwhen.min-width = 0\n", "r.toml:2:18: min-width is a whole number of pixels"},
    {"[[variant]]\nwhen = { min-width = 9, max-width = 8 }\n", "r.toml:2:8: when is never true"},
    {"[[variant]]\nwhen.format = 'jpg'\n", "r.toml:2:15: unknown format 'jpg': did you mean 'jpeg'?"},
    {"[[variant]]\nwhen.orientation = 'up'\n", "r.toml:2:20: orientation is one of"},
    {"[[variant]]\ntemplate = '{stme}'\n", "r.toml:2:12: the name template '{stme}' has unknown placeholder {stme}"},
    {"[defaults]\nops = []\n[[variant]]\n", "r.toml:2:1: 'ops' belongs in [[variant]], not in [defaults]"},
    {"[defaults]\nformatt = 'png'\n[[variant]]\n", "r.toml:2:1: unknown key 'formatt': did you mean 'format'?"},
    {"defaults = 3\n[[variant]]\n", "r.toml:1:12: 'defaults' is a table; write [defaults]"},
};

}  // namespace

TEST_CASE("recipe: each mistake is told with line, column and remedy") {
  for (const Mistake& each : kMistakes) {
    const std::string toml = each.toml;
    CAPTURE(toml);
    const auto mistakes = Recipe::read_toml(each.toml, "r.toml", {}, registry()).error();
    REQUIRE(mistakes.size() == 1);
    CHECK(mistakes[0].code == ErrorCode::invalid_recipe);
    CAPTURE(mistakes[0].to_string());
    CHECK(mistakes[0].to_string().find(each.message) != std::string::npos);
    CHECK(Recipe::parse_toml(each.toml, "r.toml", {}, registry()).error().to_string() == mistakes[0].to_string());
  }
}

TEST_CASE("recipe: all mistakes are told, in the order of the text") {
  const auto mistakes =
      Recipe::read_toml("[[variant]]\nquality = 0\nformat = 'x'\nops = ['nope', 'blur:-1']\n[[variant]]\nname = ''\n",
                        "r.toml", {}, registry())
          .error();
  std::vector<std::string> places;
  for (const Error& mistake : mistakes) places.push_back(mistake.path);
  CHECK(places == std::vector<std::string>{"r.toml:2:11", "r.toml:3:10", "r.toml:4:8", "r.toml:4:16", "r.toml:6:8"});
}

TEST_CASE("recipe: a template that cannot tell inputs apart is told as that") {
  const auto mistakes = Recipe::read_toml("[[variant]]\ntemplate = 'x.{ext}'\n", "r.toml", {}, registry()).error();
  REQUIRE(mistakes.size() == 1);
  CHECK(mistakes[0].code == ErrorCode::name_collision);
  CHECK(mistakes[0].path == "r.toml:2:12");
}

TEST_CASE("recipe: relative paths start from the folder of the recipe") {
  const test::TemporaryFolder folder;
  folder.write("logo.png", test::encoded(test::make_picture(4, 4, PixelFormat::rgba8), "png"));
  const std::string toml = "[[variant]]\nops = [\"overlay:logo.png\"]\n";
  CHECK(Recipe::parse_toml(toml, folder / "r.toml", {}, registry()));
  CHECK_FALSE(Recipe::parse_toml(toml, "r.toml", {}, registry()));
}
