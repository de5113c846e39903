// Operations that turn, cut out and surround.
#include <doctest/doctest.h>

#include "tests/engine/operations/apply.hpp"
#include "tests/engine/pipeline/memory_io.hpp"
#include "tests/support/compare.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

TEST_CASE("operations: rotate by any angle, with coloured, transparent or no corners") {
  const Image image = make_picture(30, 20);
  const Image turned = apply("rotate:45,background=#010203", image);
  CHECK(turned.shape() == ImageShape{{36, 36}, PixelFormat::rgb8});
  CHECK(pixel(turned, 0, 0)[1] == 2);
  const Image transparent = apply("rotate:-45,background=transparent", image);
  CHECK(transparent.shape() == ImageShape{{36, 36}, PixelFormat::rgba8});
  CHECK(pixel(transparent, 35, 35)[3] == 0);
  CHECK(pixel(transparent, 18, 18)[3] == 255);
  CHECK(apply("rotate:45,background=#ff000080", image).shape().format == PixelFormat::rgba8);
  CHECK(pixel(apply("rotate:45,background=#f008", image), 0, 0)[3] == 0x88);
  CHECK(apply("rotate:3,crop=yes,background=transparent", image).shape() == ImageShape{{29, 18}, PixelFormat::rgb8});
  CHECK(same_pixel(apply("rotate:-270", image), 19, 0, image, 0, 0));
  CHECK(same_pixel(apply("rotate:360", image), 7, 9, image, 7, 9));
}

TEST_CASE("operations: crop to a shape keeps the most that has it") {
  const Image image = make_picture(30, 20);
  CHECK(apply("crop:1:1", image).shape().size == Size{20, 20});
  CHECK(apply("crop:16:9", image).shape().size == Size{30, 17});
  CHECK(apply("crop:9:16", image).shape().size == Size{11, 20});
  CHECK(apply("crop:3:2", image).shape().size == Size{30, 20});
  CHECK(apply("crop:1000:1", image).shape().size == Size{30, 1});
  CHECK(same_pixel(apply("crop:1:1,gravity=right", image), 0, 0, image, 10, 0));
  CHECK(apply("crop:1.91:1,gravity=attention", image).shape().size == Size{30, 16});
}

TEST_CASE("operations: what surrounds an opaque image may be transparent") {
  for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::rgb8, PixelFormat::rgba8}) {
    const Image image = make_picture(30, 20, format);
    const Image padded = apply("pad:40x40,background=transparent", image);
    CHECK(padded.shape() == ImageShape{{40, 40}, with_alpha(format)});
    const int alpha = channels(padded.format()) - 1;
    CHECK(pixel(padded, 0, 0)[alpha] == 0);
    CHECK(pixel(padded, 5, 10)[alpha] == (has_alpha(format) ? pixel(image, 0, 0)[alpha] : 255));
    CHECK(pixel(padded, 7, 13)[0] == pixel(image, 2, 3)[0]);
    const Image contained = apply("resize:30x30,fit=contain,background=#00000000", image);
    CHECK(contained.shape() == ImageShape{{30, 30}, with_alpha(format)});
    CHECK(pixel(contained, 0, 0)[alpha] == 0);
    CHECK(pixel(contained, 7, 8)[0] == pixel(image, 7, 3)[0]);
  }
  CHECK(apply("pad:40x40,background=transparent,border=mirror", make_picture(30, 20)).shape().format ==
        PixelFormat::rgb8);
}

TEST_CASE("operations: sharpen takes an amount, and words of other tools for gravities are understood") {
  const Image image = make_picture(30, 20);
  const auto same = [&](const std::string& a, const std::string& b) {
    return difference(apply(a, image).view(), apply(b, image).view()) == "";
  };
  CHECK(same("sharpen", "sharpen:1"));
  CHECK(same("sharpen", "convolve:\"0 -1 0; -1 5 -1; 0 -1 0\""));
  CHECK(same("sharpen:0.5", "convolve:\"0 -0.5 0; -0.5 3 -0.5; 0 -0.5 0\""));
  CHECK(same("sharpen:0", "identity"));
  CHECK_FALSE(same("sharpen:2", "sharpen"));
  for (const auto& pair : {std::pair{"southeast", "SouthEast"},
                           {"southeast", "bottom-right"},
                           {"southeast", "right bottom"},
                           {"southeast", "se"},
                           {"north", "top"},
                           {"west", "Left"},
                           {"center", "centre"}}) {
    CAPTURE(std::string(pair.second));
    CHECK(same(std::string("crop:5x5,gravity=") + pair.first, std::string("crop:5x5,gravity=") + pair.second));
  }
}
