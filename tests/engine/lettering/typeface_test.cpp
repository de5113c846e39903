#include "engine/lettering/typeface.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "engine/lettering/detail/font_stack.hpp"
#include "engine/lettering/detail/rasterizer.hpp"

using namespace tbbimg;

namespace {

std::string error_of(const std::string& font) {
  const auto found = Typeface::find(font);
  return found ? "found" : found.error().message.text();
}

// What HarfBuzz's own tool says of a text in the font: in ems, y down.
struct Measured {
  double width = 0;
  Bounds ink;
  std::size_t glyphs = 0;
};

Measured measured_by_harfbuzz(const std::string& font, const std::string& text) {
  constexpr int kUnits = 100'000;
  const std::string command =
      "hb-shape --no-glyph-names --show-extents --output-format=json --font-size=" + std::to_string(kUnits) +
      " --font-file='" + FontStack::find(font).value().files().front().path + "' --text='" + text + "'";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  REQUIRE(pipe != nullptr);
  std::string output;
  std::array<char, 4096> part{};
  while (const std::size_t size = std::fread(part.data(), 1, part.size(), pipe.get())) output.append(part.data(), size);
  REQUIRE_MESSAGE(!output.empty(), "hb-shape of libharfbuzz-bin is needed: .ci/install-packages.sh test");

  Measured measured;
  std::optional<Bounds> ink;
  for (const auto& glyph : nlohmann::json::parse(output)) {
    const auto ems = [&glyph](const char* key) { return glyph.value(key, 0) / double{kUnits}; };
    if (glyph.value("w", 0) != 0) {
      const double left = measured.width + ems("dx") + ems("xb");
      const double top = -ems("dy") - ems("yb");
      const Bounds box{left, top, left + ems("w"), top - ems("h")};
      ink = ink ? ink->joined(box) : box;
    }
    measured.width += ems("ax");
    ++measured.glyphs;
  }
  measured.ink = ink.value_or(Bounds());
  return measured;
}

}  // namespace

TEST_CASE("typeface: advances and ink are those of hb-shape, in every script") {
  struct Case {
    const char* font;
    const char* text;
  };
  const Case cases[] = {{"DejaVu Sans", "Affinity AVATAR To, office"},
                        {"DejaVu Sans:bold", "Grüße"},
                        {"DejaVu Sans", "السلام عليكم"},
                        {"Lohit Devanagari", "नमस्ते हिन्दी क्षत्रिय"},
                        {"IPAGothic", "日本語のテキスト"}};
  for (const Case& c : cases) {
    CAPTURE(c.font);
    CAPTURE(c.text);
    const auto typeface = Typeface::find(c.font).value();
    const ShapedText shaped = typeface.shape(c.text, TextAlign::left).value();
    const Measured expected = measured_by_harfbuzz(c.font, c.text);
    constexpr double kSize = 100;  // pixels per em; FreeType rounds each advance to 1/64 of 1024 pixels per em
    CHECK(std::abs(shaped.width - expected.width) * kSize < 0.01 * static_cast<double>(expected.glyphs));
    const Bounds ink = bounds_of(shaped.outline, Similarity::turn_and_scale(0, kSize));
    CHECK(std::abs(ink.left - expected.ink.left * kSize) < 0.1);
    CHECK(std::abs(ink.top - expected.ink.top * kSize) < 0.1);
    CHECK(std::abs(ink.right - expected.ink.right * kSize) < 0.1);
    CHECK(std::abs(ink.bottom - expected.ink.bottom * kSize) < 0.1);
  }
}

TEST_CASE("typeface: a ligature is one glyph, and joined letters differ from those that stand alone") {
  const auto latin = Typeface::find("DejaVu Sans").value();
  CHECK(latin.shape("fi", TextAlign::left)->outline.glyph_ends.size() == 1);
  CHECK(latin.shape("f\u200ci", TextAlign::left)->outline.glyph_ends.size() == 2);
  const double joined = latin.shape("ههه", TextAlign::left)->width;
  const double alone = latin.shape("ه", TextAlign::left)->width;
  CHECK(std::abs(joined - 3 * alone) > 0.03);
}

TEST_CASE("typeface: right to left comes first in visual order, whatever is written first") {
  const auto typeface = Typeface::find("DejaVu Sans").value();
  const auto first_point = [&](const char* text) {
    return typeface.shape(text, TextAlign::left)->outline.points.front();
  };
  // Alef, a vertical stroke, stands to the right of beh in "alef beh".
  const ShapedText pair = typeface.shape("اب", TextAlign::left).value();
  const double beh_width = typeface.shape("ب", TextAlign::left)->width;
  CHECK(pair.outline.points.back().x > beh_width / 2);
  CHECK(first_point("ا").x < beh_width / 2);
}

TEST_CASE("typeface: fonts stand in for what the first one lacks; characters drawn as one stay in one font") {
  const auto stack = FontStack::find("DejaVu Sans").value();
  const auto files = stack.assign(U"a日\u3099b").value();
  CHECK(files[0] == 0);
  CHECK(files[1] != 0);
  CHECK(files[2] == files[1]);
  CHECK(files[3] == 0);
  const auto ignorable = stack.assign(U"日\u200dक\ufe0f").value();
  CHECK(ignorable[1] == ignorable[0]);
  CHECK(ignorable[3] == ignorable[2]);
  CHECK(Typeface::find("DejaVu Sans")->shape("日本 नमस्ते", TextAlign::left)->width > 4);
}

TEST_CASE("typeface: lines are one line height apart and keep to their side") {
  const auto typeface = Typeface::find("DejaVu Sans").value();
  const double wide = typeface.shape("wide line", TextAlign::left)->width;
  const double narrow = typeface.shape("i", TextAlign::left)->width;
  const auto left_of_second = [&](TextAlign align) {
    const ShapedText shaped = typeface.shape("wide line\ni", align).value();
    CHECK(shaped.lines == 2);
    CHECK(shaped.width == doctest::Approx(wide));
    const Outline& second = shaped.outline;
    const std::size_t glyphs = second.glyph_ends.size();
    const std::size_t contours = second.glyph_ends[glyphs - 2];
    const OutlinePoint first = second.points[second.contour_ends[contours - 1]];
    const OutlinePoint expected = typeface.shape("i", TextAlign::left)->outline.points.front();
    CHECK(first.y - expected.y == doctest::Approx(shaped.line_height));
    return first.x - expected.x;
  };
  CHECK(left_of_second(TextAlign::left) == doctest::Approx(0));
  CHECK(left_of_second(TextAlign::center) == doctest::Approx((wide - narrow) / 2));
  CHECK(left_of_second(TextAlign::right) == doctest::Approx(wide - narrow));
  CHECK(typeface.shape("\n\na\n", TextAlign::left)->lines == 3);
}

TEST_CASE("typeface: what cannot be drawn is an error that names it") {
  const auto typeface = Typeface::find("DejaVu Sans").value();
  const auto message = [&](const std::string& text) { return typeface.check(text).error().message.text(); };
  CHECK(message("a\U0010fffdb").find("no installed font has the character U+10FFFD") == 0);
  CHECK(message("a\tb").find("control character U+0009") != std::string::npos);
  CHECK(message(std::string("a\0b", 3)).find("U+0000") != std::string::npos);
  CHECK(message("\xff").find("UTF-8") != std::string::npos);
  CHECK(message(std::string(Typeface::kMaxCharacters + 1, 'a')).find("16385 characters, allowed are 16384") !=
        std::string::npos);
  CHECK(typeface.check(std::string(Typeface::kMaxCharacters, 'a')));
  CHECK(typeface.shape("a\tb", TextAlign::left).error().message.text() == message("a\tb"));
}

TEST_CASE("typeface: nothing and blanks are no error and leave nothing to draw") {
  const auto typeface = Typeface::find("DejaVu Sans").value();
  for (const char* text : {"", " ", "\n", "\u200d", "\u00ad\u202e"}) {
    CAPTURE(text);
    REQUIRE(typeface.shape(text, TextAlign::left));
    CHECK(typeface.shape(text, TextAlign::left)->empty());
  }
}

TEST_CASE("typeface: a family that is not there is an error with the nearest names, not another font") {
  CHECK(error_of("DejaVu Sanz").find("did you mean 'DejaVu Sans'") != std::string::npos);
  CHECK(error_of("dejavu").find("'DejaVu Sans'") != std::string::npos);
  CHECK(error_of("Zyxwvu Qq").find("some that are: ") != std::string::npos);
  CHECK(error_of("DejaVu Sans:boldish").find("'boldish' is unknown") != std::string::npos);
  CHECK(error_of("DejaVu Sans:demilight").find("has no style 'demilight'; it has: 'Bold'") != std::string::npos);
  CHECK(error_of("/nowhere/font.ttf").find("'/nowhere/font.ttf' cannot be read as a font") == 0);
  CHECK(error_of("/etc/passwd").find("cannot be read as a font") != std::string::npos);
  CHECK_FALSE(Typeface::find(""));
  for (const char* name : {"dejavu sans", "DejaVu Sans:bold:oblique", "sans-serif", "serif", "monospace"}) {
    CAPTURE(name);
    CHECK(error_of(name) == "found");
  }
  CHECK(error_of(FontStack::find("DejaVu Sans")->files().front().path) == "found");
}

TEST_CASE("typeface: one object serves many threads with the same result") {
  const auto typeface = Typeface::find("DejaVu Sans").value();
  const std::string text = "Fjord नमस्ते 日本 سلام";
  const auto expected = typeface.shape(text, TextAlign::left)->outline;
  std::array<bool, 4> same{};
  std::vector<std::thread> threads;
  for (bool& each : same) {
    threads.emplace_back([&] {
      each = true;
      for (int i = 0; i < 20; ++i) {
        const auto shaped = typeface.shape(text, TextAlign::left);
        each = each && shaped && shaped->outline.points == expected.points;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const bool each : same) CHECK(each);
}
