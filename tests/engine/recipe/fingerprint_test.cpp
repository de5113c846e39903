#include "engine/recipe/fingerprint.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <vector>

#include "tests/engine/pipeline/memory_io.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using tbbimg::test::TemporaryFolder;

namespace {

const OperationRegistry& registry() {
  static const OperationRegistry all = OperationRegistry::with_builtin_operations();
  return all;
}

std::uint64_t fingerprint(const Recipe& recipe, std::string_view default_template = "{dir}/{stem}_{variant}.{ext}") {
  return recipe_fingerprint(recipe, default_template, CodecRegistry::with_builtin_codecs());
}

std::uint64_t of_toml(const std::string& toml, const std::string& path = "r.toml") {
  const auto recipe = Recipe::parse_toml(toml, path, {}, registry());
  if (!recipe) FAIL(recipe.error().message.text());
  return fingerprint(recipe.value());
}

std::uint64_t of_operation(const std::string& text) {
  const std::array<std::string, 1> texts = {text};
  return fingerprint(Recipe::parse(texts, {}, registry()).value());
}

}  // namespace

TEST_CASE("fingerprint: spelling does not count") {
  CHECK(of_operation("blur:2") == of_operation("blur:sigma=2.0"));
  CHECK(of_operation("thumbnail:256") == of_operation("thumbnail: \"256x256\""));
  CHECK(of_operation("flatten:#FFFFFF") == of_operation("flatten:white"));
  CHECK(of_toml("[[variant]]\nname='a'\nops=['blur:2']\nquality=70\n") ==
        of_toml("# for the web\n[[variant]]\nquality = 70 # enough\nops = [\n 'blur:sigma=2' ]\nname = 'a'\n"));
  CHECK(of_toml("[defaults]\nquality=70\n[[variant]]\nops=['blur:2']\n") ==
        of_toml("[[variant]]\nquality=70\nops=['blur:2']\n"));
  CHECK(of_toml("[[variant]]\nformat='jpeg'\nops=[]\njpeg={progressive=true}\n") !=
        of_toml("[[variant]]\nformat='jpeg'\nops=[]\njpeg={progressive=false}\n"));
  const auto inherits =
      of_toml("[[variant]]\nname='a'\nops=['blur:2']\n[[variant]]\nname='b'\nfrom='a'\nops=['grayscale']\n");
  CHECK(inherits ==
        of_toml("[[variant]]\nname='a'\nops=['blur:2']\n[[variant]]\nname='b'\nops=['blur:2', 'grayscale']\n"));
}

TEST_CASE("fingerprint: whatever changes an output or its name counts") {
  const std::vector<std::string> recipes = {
      "ops=['blur:2']",
      "ops=['blur:3']",
      "ops=['blur:2', 'blur:2']",
      "ops=['brighten:2']",
      "ops=['blur:2']\nformat='webp'",
      "ops=['blur:2']\nformat='webp'\nquality=81",
      "ops=['blur:2']\nformat='webp'\nmax-bytes=50000",
      "ops=['blur:2']\nformat='webp'\nmax-bytes=50001",
      "ops=['blur:2']\nformat='webp'\nquality='auto'\nssim=0.98",
      "ops=['blur:2']\nformat='webp'\nquality='auto'\nssim=0.97",
      "ops=['blur:2']\ntemplate='{dir}/{stem}-x.{ext}'",
      "ops=['blur:2']\nname='n'",
      "ops=['blur:2']\nwhen={min-width=100}",
      "ops=['blur:2']\nwhen={max-width=100}",
      "ops=['blur:2']\nwhen={format='png'}",
      "ops=['blur:2']\nwhen={orientation='square'}",
  };
  for (std::size_t a = 0; a < recipes.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      CAPTURE(recipes[a]);
      CAPTURE(recipes[b]);
      CHECK(of_toml("[[variant]]\n" + recipes[a]) != of_toml("[[variant]]\n" + recipes[b]));
    }
  }
  const std::array<std::string, 1> texts = {"blur:2"};
  const Recipe recipe = Recipe::parse(texts, {}, registry()).value();
  CHECK(fingerprint(recipe, "{stem}.{ext}") != fingerprint(recipe, "{stem}_.{ext}"));
}

TEST_CASE("fingerprint: files count by their bytes, not by their names") {
  const TemporaryFolder folder;
  const auto png = [](int side) {
    const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
    Image image = Image::create({{side, side}, PixelFormat::rgb8}).value();
    for (int y = 0; y < side; ++y) std::fill_n(image.view().row(y), side * 3, std::uint8_t{7});
    return codecs.find_encoder("png")->encode(image.view(), {}).value();
  };
  folder.write("a/logo.png", png(8).bytes());
  folder.write("b/mark.png", png(8).bytes());
  folder.write("c/logo.png", png(9).bytes());
  const auto of = [&](const std::string& place, const std::string& file) {
    return of_toml("[[variant]]\nops=['overlay:" + file + "']\n", folder / place + "/r.toml");
  };
  CHECK(of("a", "logo.png") == of("b", "mark.png"));
  CHECK(of("a", "logo.png") != of("c", "logo.png"));
}
