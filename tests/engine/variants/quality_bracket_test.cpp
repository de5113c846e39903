#include "engine/variants/quality_bracket.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>

#include "tests/support/patterns.hpp"

using namespace tbbimg;

namespace {

constexpr QualityCurve kLine = {0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100};

struct Closed {
  int below = 0;
  int above = 0;
  int tries = 0;
};

// No quality twice, none outside of the range.
Closed close(int lowest, int highest, double expected, const std::function<double(int)>& excess) {
  QualityBracket bracket(lowest, highest, kLine);
  Closed closed{lowest - 1, highest + 1, 0};
  std::set<int> tried;
  while (!bracket.closed()) {
    const int quality = bracket.next(expected);
    REQUIRE(quality >= lowest);
    REQUIRE(quality <= highest);
    REQUIRE(tried.insert(quality).second);
    bracket.tried(quality, excess(quality));
    ++closed.tries;
    (excess(quality) < 0 ? closed.below : closed.above) = quality;
  }
  return closed;
}

}  // namespace

TEST_CASE("quality_bracket: a curve is straight between its knots") {
  const QualityCurve bent = {0, 10, 30};
  CHECK(value_at(bent, 5) == 10);
  CHECK(value_at(bent, 3) == doctest::Approx(6));
  CHECK(value_at(bent, 9) == doctest::Approx(26));
  CHECK(value_at(kLine, 100) == 100);
  CHECK(value_at(kLine, 1) == 1);
}

TEST_CASE("quality_bracket: a measure that follows its curve is found at once, wherever it crosses") {
  for (int crossing = 0; crossing <= 101; ++crossing) {
    const auto excess = [&](int quality) { return quality - crossing + 0.25; };
    const Closed closed = close(1, 100, 50, excess);
    CAPTURE(crossing);
    CHECK(closed.below == std::clamp(crossing - 1, 0, 100));
    CHECK(closed.above == closed.below + 1);
    CHECK(closed.tries <= 3);
  }
}

TEST_CASE("quality_bracket: ends between neighbours on both sides of the limit, whatever the measure does") {
  test::Random random(1);
  for (int seed = 0; seed < 2000; ++seed) {
    std::array<double, 102> noise{};
    for (double& value : noise) value = random.between(-1000, 1000) / 100.0;
    const int crossing = random.between(0, 101);
    const int steepness = random.between(0, 3);
    const auto excess = [&](int quality) {
      return steepness * (quality - crossing) + noise[static_cast<std::size_t>(quality)];
    };
    const int lowest = random.between(1, 100);
    const int highest = random.between(lowest, 100);
    const Closed closed = close(lowest, highest, random.between(-20, 120), excess);
    CAPTURE(seed);
    CHECK(closed.above == closed.below + 1);
    CHECK(closed.tries <= 13);  // 6 predictions, and 7 halvings of 100
  }
}

TEST_CASE("quality_bracket: what is tried outside changes nothing") {
  QualityBracket bracket(1, 100, kLine);
  bracket.tried(40, -1);
  bracket.tried(41, 1);
  CHECK(bracket.closed());
  bracket.tried(80, -1);
  bracket.tried(20, 1);
  CHECK(bracket.closed());
  CHECK(QualityBracket(1, 100, kLine).next(70) == 70);
  CHECK_FALSE(QualityBracket(5, 5, kLine).closed());
}
