#include "engine/operations/builtin/fit.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace tbbimg;

namespace {

struct Case {
  Size image;
  Size box;
  Fit fit;
  bool enlarge;
  Size scaled;
  Size output;
};
using enum Fit;
const Case kCases[] = {
    // The sizes that sharp documents by its tests, of a landscape of 2725x2225 and a portrait of 2225x2725.
    {{2725, 2225}, {320, 320}, fill, true, {320, 320}, {320, 320}},
    {{2725, 2225}, {320, 320}, inside, true, {320, 261}, {320, 261}},
    {{2725, 2225}, {320, 320}, outside, true, {392, 320}, {392, 320}},
    {{2725, 2225}, {320, 320}, cover, true, {392, 320}, {320, 320}},
    {{2725, 2225}, {320, 320}, contain, true, {320, 261}, {320, 320}},
    {{2225, 2725}, {320, 320}, inside, true, {261, 320}, {261, 320}},
    {{2225, 2725}, {320, 320}, outside, true, {320, 392}, {320, 392}},
    {{2725, 2225}, {320, 240}, inside, true, {294, 240}, {294, 240}},
    {{2725, 2225}, {320, 240}, outside, true, {320, 261}, {320, 261}},
    // One side: the other by the aspect ratio.
    {{2725, 2225}, {320, 0}, fill, true, {320, 261}, {320, 261}},
    {{2725, 2225}, {0, 320}, fill, true, {392, 320}, {392, 320}},
    {{2725, 2225}, {0, 320}, inside, true, {392, 320}, {392, 320}},
    {{2725, 2225}, {320, 0}, outside, true, {320, 261}, {320, 261}},
    // Images that are too small grow, unless they may not.
    {{2725, 2225}, {2800, 0}, fill, true, {2800, 2286}, {2800, 2286}},
    {{2725, 2225}, {2800, 0}, fill, false, {2725, 2225}, {2725, 2225}},
    {{2725, 2225}, {0, 2300}, inside, false, {2725, 2225}, {2725, 2225}},
    {{2725, 2225}, {3000, 3000}, inside, true, {3000, 2450}, {3000, 2450}},
    {{2725, 2225}, {3000, 3000}, inside, false, {2725, 2225}, {2725, 2225}},
    {{2725, 2225}, {3000, 1000}, outside, false, {2725, 2225}, {2725, 2225}},
    {{2725, 2225}, {3000, 1000}, fill, false, {2725, 1000}, {2725, 1000}},
    {{50, 400}, {100, 100}, cover, true, {100, 800}, {100, 100}},
    {{50, 400}, {100, 100}, cover, false, {50, 400}, {50, 100}},
    {{50, 40}, {100, 100}, cover, false, {50, 40}, {50, 40}},
    {{50, 40}, {100, 100}, contain, false, {50, 40}, {100, 100}},
    {{50, 400}, {100, 100}, contain, false, {13, 100}, {100, 100}},
    // The smallest, and the most extreme.
    {{1, 1}, {1, 1}, cover, true, {1, 1}, {1, 1}},
    {{1, 1}, {7, 5}, cover, true, {7, 7}, {7, 5}},
    {{1, 1}, {7, 5}, contain, true, {5, 5}, {7, 5}},
    {{60'000, 3}, {10, 10}, inside, true, {10, 1}, {10, 1}},
    {{60'000, 3}, {10, 10}, contain, true, {10, 1}, {10, 10}},
    {{60'000, 3}, {10, 10}, cover, true, {200'000, 10}, {10, 10}},
    {{1, 5000}, {5000, 1}, cover, true, {5000, 25'000'000}, {5000, 1}},
};

}  // namespace

TEST_CASE("fit: sizes are those of sharp") {
  for (const Case& c : kCases) {
    CAPTURE(c.image.width);
    CAPTURE(c.image.height);
    CAPTURE(c.box.width);
    CAPTURE(c.box.height);
    CAPTURE(static_cast<int>(c.fit));
    CAPTURE(c.enlarge);
    const auto fitted = fit_into(c.image, c.box, c.fit, c.enlarge);
    REQUIRE(fitted);
    CHECK(fitted->scaled == c.scaled);
    CHECK(fitted->output == c.output);
  }
}

TEST_CASE("fit: of every size, the box is filled, held or covered, and the aspect ratio is kept") {
  for (int width = 1; width < 40; ++width) {
    for (int height = 1; height < 40; height += 3) {
      for (const Size box : {Size{1, 1}, Size{7, 20}, Size{33, 32}, Size{100, 3}}) {
        const Size image = {width, height};
        CAPTURE(width);
        CAPTURE(height);
        CAPTURE(box.width);
        CAPTURE(box.height);
        const Size inside = fit_into(image, box, Fit::inside, true)->output;
        CHECK((inside.width == box.width || inside.height == box.height));
        CHECK((inside.width <= box.width && inside.height <= box.height));
        const Size outside = fit_into(image, box, Fit::outside, true)->output;
        CHECK((outside.width == box.width || outside.height == box.height));
        CHECK((outside.width >= box.width && outside.height >= box.height));
        for (const Size size : {inside, outside}) {
          // One side is the box's, and the other is rounded from its scale, or held at one pixel.
          const auto follows = [](int side, double scale, int scaled) {
            return std::abs(side * scale - scaled) <= 0.5 + 1e-9 || scaled == 1;
          };
          const bool by_width =
              size.width == box.width && follows(height, static_cast<double>(size.width) / width, size.height);
          const bool by_height =
              size.height == box.height && follows(width, static_cast<double>(size.height) / height, size.width);
          CHECK((by_width || by_height));
        }
        CHECK(fit_into(image, box, Fit::cover, true)->output == box);
        CHECK(fit_into(image, box, Fit::contain, true)->output == box);
        CHECK(fit_into(image, box, Fit::fill, true)->output == box);
      }
    }
  }
}

TEST_CASE("fit: what no format stores is refused") {
  CHECK(fit_into({1, 60'000}, {800, 0}, Fit::fill, true).error().code == ErrorCode::limit_exceeded);
  CHECK(fit_into({1, 60'000}, {800, 800}, Fit::outside, true).error().message.text() ==
        "an image of 1x60000 would get a side of 48000000 pixels, and 65535 are the most; make the box smaller");
  CHECK(fit_into({65'535, 1}, {0, 65'535}, Fit::cover, true).error().code == ErrorCode::limit_exceeded);
  CHECK(fit_into({65'535, 1}, {1, 65'535}, Fit::inside, true));
}

TEST_CASE("fit: its arguments name every fit") {
  const auto arguments = fit_arguments();
  REQUIRE(arguments[0].choices.size() == 5);
  CHECK(parse_fit("fill") == Fit::fill);
  CHECK(parse_fit("inside") == Fit::inside);
  CHECK(parse_fit("outside") == Fit::outside);
  CHECK(parse_fit("cover") == Fit::cover);
  CHECK(parse_fit("contain") == Fit::contain);
}
