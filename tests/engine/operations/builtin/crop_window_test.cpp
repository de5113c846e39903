#include "engine/operations/builtin/crop_window.hpp"

#include <doctest/doctest.h>

#include "tests/engine/pipeline/memory_io.hpp"

using namespace tbbimg;

TEST_CASE("crop_window: a focus stands in the middle of what is kept, unless an edge is in the way") {
  const Image image = test::make_picture(30, 20);
  const Kernels kernels = Kernels::active().value();
  struct Case {
    Focus focus;
    Size window;
    Size size;
    Point at;
  };
  const Case cases[] = {
      {{0.5, 0.5}, {100, 100}, {300, 200}, {100, 50}},
      {{0.3, 0.7}, {100, 100}, {300, 200}, {40, 90}},
      {{0, 0}, {100, 100}, {300, 200}, {0, 0}},
      {{1, 0}, {100, 100}, {300, 200}, {200, 0}},
      {{0, 1}, {100, 100}, {300, 200}, {0, 100}},
      {{1, 1}, {100, 100}, {300, 200}, {200, 100}},
      {{0.2, 0.2}, {100, 100}, {300, 200}, {10, 0}},
      {{0.8, 0.76}, {100, 100}, {300, 200}, {190, 100}},
      {{0.9, 0.1}, {300, 200}, {300, 200}, {0, 0}},
      {{0.5, 0.5}, {1, 1}, {1, 1}, {0, 0}},
      {{0.5, 0.5}, {2, 3}, {5, 8}, {1, 2}},  // halves to the left and up, as gravity=center
  };
  for (const Case& c : cases) {
    CAPTURE(c.focus.x);
    CAPTURE(c.focus.y);
    CAPTURE(c.size.width);
    CHECK(locate(c.focus, c.window, c.size, image.view(), kernels).value() == c.at);
  }
  CHECK(locate(Placement{}, {2, 3}, {5, 8}, image.view(), kernels).value() == Point{1, 2});
  CHECK(locate(Placement{Gravity::southeast, {1, 2}}, {2, 3}, {5, 8}, image.view(), kernels).value() == Point{2, 3});
}
