#include "engine/lettering/render_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/lettering/typeface.hpp"
#include "tests/support/allocation_meter.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

namespace {

ShapedText shaped(const std::string& text, TextAlign align = TextAlign::left) {
  return Typeface::find("DejaVu Sans")->shape(text, align).value();
}

TextLayer rendered(const ShapedText& text, const TextStyle& style, Size inside = {2000, 2000}) {
  return render_text(text, style, inside, Kernels::active().value()).value();
}

const std::uint8_t* pixel(const TextLayer& layer, int x, int y) { return layer.pixels.view().row(y) + 4 * x; }

// Columns and rows at the edges of the layer in which nothing is to be seen.
int unused_edges(const TextLayer& layer) {
  const auto seen = [&](int x, int y) { return pixel(layer, x, y)[3] > 0; };
  const int right = layer.pixels.width() - 1;
  const int bottom = layer.pixels.height() - 1;
  int unused = 0;
  for (const int x : {0, right}) {
    bool any = false;
    for (int y = 0; y <= bottom; ++y) any = any || seen(x, y);
    unused += any ? 0 : 1;
  }
  for (const int y : {0, bottom}) {
    bool any = false;
    for (int x = 0; x <= right; ++x) any = any || seen(x, y);
    unused += any ? 0 : 1;
  }
  return unused;
}

}  // namespace

TEST_CASE("render_text: the layer is as large as the ink, and its colour that of the style") {
  const TextLayer layer = rendered(shaped("Hl"), {.size = 100, .color = {10, 200, 30}});
  // DejaVu Sans: H from 0.098 to 0.654 em, l from 0.752 + 0.094 to 0.752 + 0.184, capitals 0.729 em high, l 0.760.
  CHECK(layer.pixels.width() == 94 - 9);
  CHECK(layer.pixels.height() == 76);
  CHECK(layer.scale == 1);
  CHECK(layer.origin.x == -9);
  CHECK(layer.origin.y == 76);
  CHECK(unused_edges(layer) == 0);
  const std::uint8_t* stem = pixel(layer, 5, 40);
  CHECK(stem[0] == 10);
  CHECK(stem[1] == 200);
  CHECK(stem[2] == 30);
  CHECK(stem[3] == 255);
  CHECK(pixel(layer, 30, 10)[3] == 0);
}

TEST_CASE("render_text: what does not fit is made smaller and touches the edge, whatever is drawn with it") {
  TextStyle full;
  full.size = 60;
  full.outline = TextOutline{3, {}};
  full.shadow = TextShadow{4, 5, 2, {}, 0.5};
  full.box = TextBox{7, {}, 0.5};
  for (const double rotation : {0.0, 30.0, 90.0, -45.0}) {
    for (const bool plain : {true, false}) {
      for (const Size inside : {Size{200, 200}, {100, 7}, {3, 300}, {1, 1}, {2, 1}}) {
        TextStyle style = plain ? TextStyle{.size = 60} : full;
        style.rotation = rotation;
        CAPTURE(rotation);
        CAPTURE(plain);
        CAPTURE(inside.width);
        CAPTURE(inside.height);
        const TextLayer layer = rendered(shaped("Some words\nin two lines"), style, inside);
        const Size size = layer.pixels.shape().size;
        CHECK(size.width <= inside.width);
        CHECK(size.height <= inside.height);
        CHECK((size.width >= inside.width - 1 || size.height >= inside.height - 1));
        CHECK(layer.scale < 1);
        CHECK(rendered_text_size(shaped("Some words\nin two lines"), style, inside) == size);
      }
    }
  }
}

TEST_CASE("render_text: an outline is around the ink, a box behind it, a shadow beside it") {
  const ShapedText text = shaped("I");  // a bar from 0.098 to 0.197 em, 0.729 em high
  const TextLayer plain = rendered(text, {.size = 100});
  TextStyle style{.size = 100};
  style.outline = TextOutline{5, {255, 0, 0}};
  const TextLayer outlined = rendered(text, style);
  CHECK(outlined.pixels.width() >= plain.pixels.width() + 10);
  CHECK(outlined.pixels.height() >= plain.pixels.height() + 10);
  CHECK(pixel(outlined, 2, 40)[0] == 255);
  CHECK(pixel(outlined, 2, 40)[1] == 0);
  CHECK(pixel(outlined, 10, 40)[1] == 255);

  style = {.size = 100};
  style.box = TextBox{10, {0, 0, 255}, 0.5};
  const TextLayer boxed = rendered(text, style);
  CHECK(boxed.pixels.width() == 30 + 2 * 10);    // the advance, 0.295 em
  CHECK(boxed.pixels.height() >= 93 + 24 + 20);  // 0.928 em above the baseline, 0.236 below
  CHECK(pixel(boxed, 0, 0)[2] == 255);
  CHECK(pixel(boxed, 0, 0)[3] == 128);
  CHECK(pixel(boxed, 25, 60)[3] == 255);

  style = {.size = 100};
  style.shadow = TextShadow{20, 30, 0, {0, 255, 0}, 0.5};
  const TextLayer shadowed = rendered(text, style);
  CHECK(shadowed.pixels.width() == plain.pixels.width() + 20);
  CHECK(shadowed.pixels.height() == plain.pixels.height() + 30);
  CHECK(pixel(shadowed, 25, 95)[1] == 255);
  CHECK(pixel(shadowed, 25, 95)[0] == 0);
  CHECK(pixel(shadowed, 25, 95)[3] == 128);
  CHECK(pixel(shadowed, 5, 5)[0] == 255);
}

TEST_CASE("render_text: a blurred shadow fades out inside of the layer and keeps its sum") {
  const ShapedText text = shaped("I");
  TextStyle style{.size = 100};
  style.shadow = TextShadow{40, 0, 3, {}, 1};
  const TextLayer layer = rendered(text, style);
  const auto sum = [&](int from) {
    int total = 0;
    for (int x = from; x < layer.pixels.width(); ++x) total += pixel(layer, x, layer.pixels.height() / 2)[3];
    return total;
  };
  CHECK(std::abs(sum(25) - 255 * 9.9) < 40);  // the bar's width
  CHECK(pixel(layer, layer.pixels.width() - 1, 40)[3] < 8);
}

TEST_CASE("render_text: a quarter turn is clockwise and exact") {
  for (const bool with_box : {false, true}) {
    TextStyle style{.size = 41};
    if (with_box) style.box = TextBox{3, {0, 0, 255}, 0.5};
    const ShapedText text = shaped("Rg\nTurn", TextAlign::center);
    const TextLayer upright = rendered(text, style);
    style.rotation = 90;
    const TextLayer turned = rendered(text, style);
    REQUIRE(turned.pixels.shape().size == upright.pixels.shape().size.transposed());
    int most = 0;
    for (int y = 0; y < upright.pixels.height(); ++y) {
      for (int x = 0; x < upright.pixels.width(); ++x) {
        const int there = pixel(turned, turned.pixels.width() - 1 - y, x)[3];
        most = std::max(most, std::abs(pixel(upright, x, y)[3] - there));
      }
    }
    CHECK(most <= 2);
  }
}

TEST_CASE("render_text: nothing gives nothing, and specks and giants do no harm") {
  CHECK(rendered(shaped(""), {}).pixels.empty());
  TextStyle boxed;
  boxed.box = TextBox{10, {}, 1};
  CHECK(rendered(shaped(" "), boxed).pixels.empty());
  CHECK(rendered(shaped("a"), {}, {0, 10}).pixels.empty());
  const TextLayer speck = rendered(shaped("speck"), {.size = 0.01});
  CHECK(speck.pixels.width() == 1);
  CHECK(rendered(shaped("giant"), {.size = 65'535}, {50, 50}).pixels.width() == 50);
  CHECK(rendered(shaped(std::string(10'000, 'm')), {.size = 40}, {1600, 1067}).pixels.width() == 1600);
}

TEST_CASE("render_text: takes no more memory than it says") {
  const ShapedText text = shaped("A large text to be measured");
  for (const bool dressed : {false, true}) {
    TextStyle style{.size = 200};
    if (dressed) {
      style.outline = TextOutline{4, {}};
      style.shadow = TextShadow{6, 6, 15, {}, 1};
      style.box = TextBox{7, {}, 0.5};
    }
    for (const Size inside : {Size{4000, 4000}, {100, 100}}) {
      const Kernels kernels = Kernels::active().value();
      const BufferPool pool(std::size_t{1} << 30);
      const AllocationMeter meter;
      const auto layer = render_text(text, style, inside, kernels, pool);
      const std::size_t taken = meter.peak() + pool.usage().total();
      REQUIRE_MESSAGE(layer, layer.error().message.text());
      const std::size_t said =
          render_text_bytes(layer->pixels.shape().size, style) * 9 / 8;  // as buffers are rounded up
      CAPTURE(dressed);
      CAPTURE(inside.width);
      CAPTURE(said);
      if (meters_allocations()) {
        CHECK(taken <= said);
        CHECK(said <= 2 * taken + (std::size_t{1} << 20));
      }
    }
  }
}
