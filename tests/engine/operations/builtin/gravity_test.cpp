#include "engine/operations/builtin/gravity.hpp"

#include <doctest/doctest.h>

#include "tests/engine/operations/nine_gravities.hpp"

using namespace tbbimg;

TEST_CASE("gravity: a mark of 20x10 on 100x100 with margins of 3 and 5") {
  for (const test::GravityCase& c : test::kNineGravities) {
    CAPTURE(c.gravity);
    CHECK(place({20, 10}, {100, 100}, parse_gravity(c.gravity), {0, 0}) == c.at);
    CHECK(place({20, 10}, {100, 100}, parse_gravity(c.gravity), {3, 5}) == c.with_margins);
  }
}

TEST_CASE("gravity: odd rooms round to the upper left, negative ones too") {
  CHECK(place({20, 10}, {101, 99}, Gravity::center, {0, 0}) == Point{40, 44});
  CHECK(place({20, 10}, {15, 5}, Gravity::center, {0, 0}) == Point{-3, -3});
}

TEST_CASE("gravity: its arguments name every gravity") {
  const auto arguments = gravity_arguments("center");
  REQUIRE(arguments.size() == 3);
  CHECK(arguments[0].choices.size() == 9);
  for (const std::string& choice : arguments[0].choices) {
    CHECK(arguments[0].choices[static_cast<std::size_t>(parse_gravity(choice))] == choice);
  }
}
