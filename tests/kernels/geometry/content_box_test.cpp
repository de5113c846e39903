#include "kernels/geometry/content_box.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernels/composite/fill.hpp"
#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

using enum PixelFormat;

constexpr PixelFormat kFormats[] = {gray8, gray_alpha8, rgb8, rgba8, gray16, gray_alpha16, rgb16, rgba16};

Image filled(Size size, PixelFormat format, Rgba8 color) {
  Image image = test::make_image(size, format);
  test::require_done(fill(image.view(), color, image.view().all_rows()));
  return image;
}

void dot(Image& image, Point at, Rgba8 color) {
  test::require_done(fill(image.view().crop(at.x, at.y, {1, 1}), color, {0, 1}));
}

Rectangle box_of(const Image& image, int threshold = 10, std::optional<Rgb8> background = {}) {
  const auto box = content_box(image.view(), background, threshold);
  REQUIRE(box);
  return *box;
}

TEST_CASE("content_box: two pixels span it, wherever they are, in every format") {
  for (const PixelFormat format : kFormats) {
    for (const Size size : {Size{1, 1}, Size{2, 1}, Size{1, 3}, Size{7, 5}, Size{16, 9}}) {
      for (int begin = 0; begin < size.width * size.height; ++begin) {
        for (int end = 0; end < size.width * size.height; end += 1 + begin % 3) {
          const Point a = {begin % size.width, begin / size.width};
          const Point b = {end % size.width, end / size.width};
          Image image = filled(size, format, {{40, 50, 60}});
          dot(image, a, {{200, 50, 60}});
          dot(image, b, {{40, 200, 60}});
          const Rectangle expected = {{std::min(a.x, b.x), std::min(a.y, b.y)},
                                      {std::abs(a.x - b.x) + 1, std::abs(a.y - b.y) + 1}};
          CAPTURE(to_string(format));
          CAPTURE(size.width);
          CAPTURE(begin);
          CAPTURE(end);
          CHECK(box_of(image, 10, Rgb8{40, 50, 60}) == expected);
        }
      }
    }
  }
}

TEST_CASE("content_box: the upper left pixel is the background, if none is given") {
  for (const PixelFormat format : kFormats) {
    Image image = filled({9, 8}, format, {{250, 240, 230}});
    dot(image, {3, 2}, {{0, 0, 0}});
    CHECK(box_of(image) == Rectangle{{3, 2}, {1, 1}});
    CHECK(box_of(image, 10, Rgb8{}) == Rectangle{{0, 0}, {9, 8}});
    dot(image, {0, 0}, {{0, 0, 0}});
    CHECK(box_of(image) == Rectangle{{0, 0}, {9, 8}});
  }
}

TEST_CASE("content_box: more than the threshold differs, in any one channel, up or down") {
  for (const PixelFormat format : {gray8, rgb8, rgba8, rgb16, rgba16}) {
    for (int channel = 0; channel < (is_gray(format) ? 1 : 3); ++channel) {
      for (const int step : {-11, -10, 10, 11}) {
        Image image = filled({9, 8}, format, {{100, 100, 100}});
        Rgb8 color = {100, 100, 100};
        std::uint8_t* const samples[] = {&color.red, &color.green, &color.blue};
        *samples[channel] = static_cast<std::uint8_t>(100 + step);
        if (is_gray(format)) color = {color.red, color.red, color.red};
        dot(image, {4, 5}, {color});
        CAPTURE(to_string(format));
        CAPTURE(channel);
        CAPTURE(step);
        const Rectangle expected = std::abs(step) > 10 ? Rectangle{{4, 5}, {1, 1}} : Rectangle{};
        CHECK(box_of(image, 10) == expected);
      }
    }
  }
}

TEST_CASE("content_box: alpha differs by itself, and colours as far as it shows them") {
  for (const PixelFormat format : {gray_alpha8, rgba8, gray_alpha16, rgba16}) {
    CAPTURE(to_string(format));
    Image clear = filled({9, 8}, format, {{0, 0, 0}, 0});
    dot(clear, {1, 1}, {{255, 255, 255}, 0});  // nobody sees it
    CHECK(box_of(clear) == Rectangle{});
    dot(clear, {6, 2}, {{0, 0, 0}, 11});
    CHECK(box_of(clear, 10) == Rectangle{{6, 2}, {1, 1}});
    CHECK(box_of(clear, 11) == Rectangle{});

    Image half = filled({9, 8}, format, {{100, 100, 100}, 128});
    dot(half, {2, 3}, {{119, 119, 119}, 128});
    CHECK(box_of(half, 10) == Rectangle{});
    dot(half, {5, 6}, {{121, 121, 121}, 128});
    CHECK(box_of(half, 10) == Rectangle{{5, 6}, {1, 1}});
    CHECK(box_of(half, 10, Rgb8{100, 100, 100}) == Rectangle{{0, 0}, {9, 8}});
  }
}

TEST_CASE("content_box: reads nothing outside of the view") {
  for (const PixelFormat format : kFormats) {
    for (const auto guard : {test::GuardedImage::Layout::Guard::behind, test::GuardedImage::Layout::Guard::before}) {
      const test::GuardedImage image({13, 7}, format, {guard, 3, guard == test::GuardedImage::Layout::Guard::before});
      test::require_done(fill(image.view(), {{9, 9, 9}}, image.view().all_rows()));
      CHECK(content_box(image.view(), {}, 0).value() == Rectangle{});
      test::require_done(fill(image.view().crop(12, 6, {1, 1}), {{90, 9, 9}}, {0, 1}));
      CHECK(content_box(image.view(), {}, 0).value() == Rectangle{{12, 6}, {1, 1}});
    }
  }
}

TEST_CASE("content_box: refuses what is no threshold, and finds nothing in nothing") {
  const Image image = test::make_image({2, 2}, rgb8);
  CHECK(content_box(image.view(), {}, -1).error().code == ErrorCode::invalid_argument);
  CHECK(content_box(image.view(), {}, 256).error().code == ErrorCode::invalid_argument);
  CHECK(content_box(image.view().crop(0, 0, {0, 2}), {}, 1).value() == Rectangle{});
}

}  // namespace
}  // namespace tbbimg
