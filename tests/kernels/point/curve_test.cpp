#include "kernels/point/curve.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "tests/kernels/support/failing_new.hpp"

namespace tbbimg {

TEST_CASE("curve: each is what its formula says, clamped") {
  CHECK(Curve::brighten(10).value()(20) == 30);
  CHECK(Curve::brighten(10).value()(250) == 255);
  CHECK(Curve::brighten(-30.5).value()(31) == 0.5);
  CHECK(Curve::brighten(-30).value()(20) == 0);
  CHECK(Curve::contrast(2).value()(127.5) == 127.5);
  CHECK(Curve::contrast(2).value()(100) == doctest::Approx(72.5));
  CHECK(Curve::contrast(0).value()(7) == 127.5);
  CHECK(Curve::gamma(2).value()(63.75) == doctest::Approx(127.5));
  CHECK(Curve::gamma(0.5).value()(127.5) == doctest::Approx(63.75));
  CHECK(Curve::invert()(3) == 252);
  CHECK(Curve::threshold(128).value()(127.9) == 0);
  CHECK(Curve::threshold(128).value()(128) == 255);
}

TEST_CASE("curve: levels map black, white and what lies between") {
  const Curve levels =
      Curve::levels({.black = 20, .white = 220, .gamma = 2, .out_black = 10, .out_white = 210}).value();
  CHECK(levels(20) == 10);
  CHECK(levels(3) == 10);
  CHECK(levels(220) == 210);
  CHECK(levels(255) == 210);
  CHECK(levels(70) == doctest::Approx(10 + 200 * std::sqrt(0.25)));
  // Turned round, as +level does.
  CHECK(Curve::levels({.out_black = 255, .out_white = 0}).value()(40) == doctest::Approx(215));
}

TEST_CASE("curve: refuses what makes no sense") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double offset : {-256.0, 255.5, nan}) CHECK_FALSE(Curve::brighten(offset));
  for (const double factor : {-0.1, 101.0, nan}) CHECK_FALSE(Curve::contrast(factor));
  for (const double gamma : {0.0, 11.0, nan}) CHECK_FALSE(Curve::gamma(gamma));
  for (const double lowest : {-1.0, 256.0, nan}) CHECK_FALSE(Curve::threshold(lowest));
  const auto same = Curve::levels({.black = 9, .white = 9});
  REQUIRE_FALSE(same);
  CHECK(same.error().message.text().find("not above") != std::string::npos);
  CHECK_FALSE(Curve::levels({.black = -1}));
  CHECK_FALSE(Curve::levels({.out_white = 256}));
  CHECK_FALSE(Curve::levels({.gamma = nan}));
}

TEST_CASE("curve: says when memory runs out") {
  test::check_out_of_memory([] { return Curve::gamma(2); });
}

}  // namespace tbbimg
