#include "engine/recipe/condition.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;

TEST_CASE("condition: one that says nothing holds for every image") {
  CHECK(Condition{}.says_nothing());
  CHECK(Condition{}.holds({1, 1}, "jpeg"));
  CHECK(Condition{}.holds({65'535, 65'535}, ""));
}

TEST_CASE("condition: bounds are inclusive, and all of them must hold") {
  Condition condition;
  condition.min_width = 100;
  condition.max_width = 200;
  condition.min_height = 50;
  condition.max_height = 60;
  CHECK_FALSE(condition.says_nothing());
  for (const Size size : {Size{100, 50}, Size{200, 60}}) CHECK(condition.holds(size, "png"));
  for (const Size size : {Size{99, 50}, Size{201, 50}, Size{100, 49}, Size{100, 61}}) {
    CAPTURE(size.width);
    CHECK_FALSE(condition.holds(size, "png"));
  }
}

TEST_CASE("condition: formats and aspects") {
  Condition formats;
  formats.formats = {"jpeg", "webp"};
  CHECK(formats.holds({1, 1}, "webp"));
  CHECK_FALSE(formats.holds({1, 1}, "png"));
  Condition aspect;
  aspect.aspect = Aspect::landscape;
  CHECK(aspect.holds({2, 1}, ""));
  CHECK_FALSE(aspect.holds({1, 1}, ""));
  aspect.aspect = Aspect::portrait;
  CHECK(aspect.holds({1, 2}, ""));
  CHECK_FALSE(aspect.holds({2, 1}, ""));
  aspect.aspect = Aspect::square;
  CHECK(aspect.holds({3, 3}, ""));
  CHECK_FALSE(aspect.holds({3, 2}, ""));
}
