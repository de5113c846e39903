#include "engine/lettering/detail/rasterizer.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "engine/lettering/typeface.hpp"
#include "kernels/image/image.hpp"
#include "tests/support/compare.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

namespace {

Image blank(Size size) {
  Image image = Image::create({size, PixelFormat::gray8}).value();
  for (int y = 0; y < size.height; ++y) std::fill_n(image.view().row(y), size.width, std::uint8_t{0});
  return image;
}

Outline rectangle(double left, double top, double right, double bottom) {
  return {{{left, top}, {right, top}, {right, bottom}, {left, bottom}}, {1, 1, 1, 1}, {4}, {1}};
}

int at(const Image& image, int x, int y) { return image.view().row(y)[x]; }

}  // namespace

TEST_CASE("rasterizer: coverage is the share of a pixel's area") {
  Image image = blank({6, 5});
  REQUIRE(Rasterizer::create()->fill(rectangle(1.5, 1.25, 4, 3), {}, image.view()));
  const std::uint8_t expected[5][6] = {
      {0, 0, 0, 0, 0, 0}, {0, 96, 191, 191, 0, 0}, {0, 128, 255, 255, 0, 0}, {0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0}};
  const ConstImageView wanted{&expected[0][0], 6, 6, 5, PixelFormat::gray8};
  CHECK(difference(wanted, std::as_const(image).view(), 1) == "");
}

TEST_CASE("rasterizer: glyphs that overlap cover once, in any number of batches; what lies outside is left out") {
  Outline bars;
  for (int i = 0; i < 10'000; ++i) {  // more points than one batch holds
    const Outline bar = rectangle(1, 0.5, 3 + i % 2, 2);
    for (const OutlinePoint point : bar.points) bars.points.push_back(point);
    bars.tags.insert(bars.tags.end(), 4, 1);
    bars.contour_ends.push_back(bars.points.size());
    bars.glyph_ends.push_back(bars.contour_ends.size());
  }
  Image image = blank({4, 3});
  REQUIRE(Rasterizer::create()->fill(bars, {}, image.view()));
  CHECK(std::abs(at(image, 1, 0) - 128) <= 1);
  CHECK(at(image, 3, 1) == 255);
  CHECK(at(image, 0, 1) == 0);

  Image corner = blank({2, 2});
  REQUIRE(Rasterizer::create()->fill(rectangle(-100, -100, 1, 1), {}, corner.view()));
  CHECK(at(corner, 0, 0) == 255);
  CHECK(at(corner, 1, 1) == 0);
}

TEST_CASE("rasterizer: a stroke covers what is at most its radius away") {
  Image image = blank({30, 30});
  const double radius = 4;
  REQUIRE(Rasterizer::create()->stroke(rectangle(10, 10, 20, 20), {}, radius, image.view()));
  for (int y = 0; y < 30; ++y) {
    for (int x = 0; x < 30; ++x) {
      CAPTURE(x);
      CAPTURE(y);
      const double dx = std::abs(x + 0.5 - 15) - 5;  // from the centre's sides, negative inside
      const double dy = std::abs(y + 0.5 - 15) - 5;
      const double outside = std::hypot(std::max(dx, 0.0), std::max(dy, 0.0));
      const double distance = outside > 0 ? outside : -std::max(dx, dy);
      if (distance < radius - 0.75) CHECK(at(image, x, y) == 255);
      if (distance > radius + 0.75) CHECK(at(image, x, y) == 0);
    }
  }
}

TEST_CASE("rasterizer: a quarter turn turns the pixels") {
  const ShapedText text = Typeface::find("DejaVu Sans")->shape("Rg", TextAlign::left).value();
  const auto rendered = [&](double degrees, Size size, double dx, double dy) {
    Image image = blank(size);
    Similarity transform = Similarity::turn_and_scale(degrees, 32);
    transform.dx = dx;
    transform.dy = dy;
    REQUIRE(Rasterizer::create()->fill(text.outline, transform, image.view()));
    return image;
  };
  const Image upright = rendered(0, {60, 40}, 2, 30);
  const Image turned = rendered(90, {40, 60}, 10, 2);
  int most = 0;
  for (int y = 0; y < 40; ++y) {
    for (int x = 0; x < 60; ++x) most = std::max(most, std::abs(at(upright, x, y) - at(turned, 39 - y, x)));
  }
  CHECK(most <= 2);  // curves are cut into lines along other axes
  CHECK(difference(rendered(450, {40, 60}, 10, 2).view(), turned.view()) == "");
  CHECK(difference(rendered(-270, {40, 60}, 10, 2).view(), turned.view()) == "");
}

TEST_CASE("bounds: exact, and turned with the outline") {
  const Bounds turned = bounds_of(rectangle(0, 0, 10, 10), Similarity::turn_and_scale(45, 1));
  const double half = 10 / std::numbers::sqrt2;
  CHECK(std::abs(turned.left + half) < 0.02);
  CHECK(std::abs(turned.right - half) < 0.02);
  CHECK(std::abs(turned.top) < 0.02);
  CHECK(std::abs(turned.bottom - 2 * half) < 0.02);
  const Bounds out = Bounds{-0.5, 0.5, 1.5, 2}.rounded_out();
  CHECK(out.left == -1);
  CHECK(out.top == 0);
  CHECK(out.right == 2);
  CHECK(out.bottom == 2);
}
