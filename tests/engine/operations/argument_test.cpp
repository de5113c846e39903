#include "engine/operations/argument.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;

TEST_CASE("argument: each kind allows its own, and says what") {
  struct Case {
    Argument argument;
    const char *good, *bad, *range;
  };
  const Case cases[] = {
      {Argument::integer("n", "", 1, 9), "9", "1.5", "1..9"},
      {Argument::number("n", "", 0, 0.5), "0.25", "0.6", "0..0.5"},
      {Argument::length("n", "", 0, 9), "2.5%", "10", "pixels 0..9 or per cent as in 2.5%"},
      {Argument::size("n", "", 1, 9), "3x9", "3x", "WIDTHxHEIGHT or SIDE, each 1..9"},
      {Argument::box("n", "", 1, 9), "3x", "10x", "WIDTHxHEIGHT, SIDE, WIDTHx or xHEIGHT, each 1..9"},
      {Argument::matrix("n", "", -1, 1), "1 0; 0 1", "2", "rows of equal length, as in \"1 0; 0 1\", of numbers -1..1"},
      {Argument::text("n", ""), "a b", "", "any words"},
      {Argument::color("n", ""), "#0a0b0c", "reddish", "#rrggbb, #rgb, or a name such as white, gray or red"},
      {Argument::path("n", ""), "a/b.png", "", "a file's path"},
      {Argument::word("n", "", {"a", "b"}), "b", "c", "a, b"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.range);
    CHECK(each.argument.allows(each.good));
    CHECK_FALSE(each.argument.allows(each.bad));
    CHECK(each.argument.range() == each.range);
    CHECK_FALSE(each.argument.default_text);
  }
}

TEST_CASE("argument: a default may be a word that is no value otherwise") {
  const Argument argument = Argument::integer("value", "", 0, 255, "otsu");
  CHECK(argument.allows("otsu"));
  CHECK_FALSE(argument.allows("auto"));
  CHECK(argument.range() == "0..255 or otsu");
}

TEST_CASE("argument: groups come behind each other") {
  const auto all = all_arguments({{Argument::text("a", "")}, {}, {Argument::text("b", ""), Argument::text("c", "")}});
  REQUIRE(all.size() == 3);
  CHECK(all[0].name + all[1].name + all[2].name == "abc");
}
