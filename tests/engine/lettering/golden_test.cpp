// Texts as they are to look. `TBBIMG_REMAKE_GOLDEN=1 build/dev/bin/engine_test -tc='golden*'` makes golden/*.png anew:
// look at each of them then, at ligatures, joined letters, the order of signs and of words.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "codecs/registry.hpp"
#include "engine/lettering/render_text.hpp"
#include "engine/lettering/typeface.hpp"
#include "kernels/composite/fill.hpp"
#include "kernels/composite/over.hpp"
#include "tests/support/compare.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

namespace {

struct Golden {
  const char* name;
  const char* font;
  const char* text;
  TextStyle style;
};

TextStyle dressed() {
  TextStyle style{.size = 32, .rotation = -20};
  style.outline = TextOutline{1.5, {0, 0, 0}};
  style.shadow = TextShadow{3, 3, 2, {0, 0, 0}, 0.75};
  style.box = TextBox{8, {200, 40, 40}, 0.5};
  return style;
}

const Golden kGoldens[] = {
    {"latin", "DejaVu Sans", "office, Grüße, AVATAR\nfjord © 2026", {.size = 36}},
    {"arabic", "DejaVu Sans", "السلام عليكم\nصورة 2026 من Ada", {.size = 36}},
    {"devanagari", "Lohit Devanagari", "नमस्ते हिन्दी\nक्षत्रिय कार्यक्रम", {.size = 36}},
    {"japanese", "IPAGothic", "日本語の写真\nテキスト、東京。", {.size = 36}},
    {"dressed", "DejaVu Sans:bold", "Rotated\nmark", dressed()},
};

Image drawn(const Golden& golden) {
  constexpr int kMargin = 6;
  const Kernels kernels = Kernels::active().value();
  const ShapedText shaped = Typeface::find(golden.font)->shape(golden.text, TextAlign::center).value();
  const TextLayer layer = render_text(shaped, golden.style, {1000, 1000}, kernels).value();
  const Size size{layer.pixels.width() + 2 * kMargin, layer.pixels.height() + 2 * kMargin};
  Image image = Image::create({size, PixelFormat::rgb8}).value();
  REQUIRE(fill(image.view(), {{40, 80, 120}}, image.view().all_rows()));
  REQUIRE(over(layer.pixels.view(), image.view(), {kMargin, kMargin}, 1, image.view().all_rows(), kernels));
  return image;
}

std::filesystem::path path_of(const Golden& golden) {
  return std::filesystem::path(TBBIMG_GOLDEN_FOLDER) / (std::string(golden.name) + ".png");
}

void write_png(const Image& image, const std::filesystem::path& path) {
  const auto file = CodecRegistry::with_builtin_codecs().find_encoder("png")->encode(image.view(), {});
  REQUIRE(file);
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(file->data()), static_cast<std::streamsize>(file->size()));
}

Image read_png(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  REQUIRE_MESSAGE(!bytes.empty(), "cannot read " << path);
  const std::span<const std::uint8_t> file(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  return std::move(CodecRegistry::with_builtin_codecs().find_decoder(file)->decode(file, {})->image);
}

}  // namespace

TEST_CASE("golden: texts look as they did") {
  // Versions of FreeType and of the fonts differ by as much in a pixel at an edge.
  constexpr int kTolerance = 24;
  for (const Golden& golden : kGoldens) {
    CAPTURE(golden.name);
    const Image image = drawn(golden);
    if (std::getenv("TBBIMG_REMAKE_GOLDEN") != nullptr) write_png(image, path_of(golden));
    CHECK(difference(read_png(path_of(golden)).view(), image.view(), kTolerance) == "");
  }
}
