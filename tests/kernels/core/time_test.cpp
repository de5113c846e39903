#include "kernels/core/time.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace tbbimg;

TEST_CASE("time: since 1970, as the system tells it") {
  constexpr timespec kTime{1795290122, 703'999'999};
  CHECK(milliseconds_of(kTime) == 1795290122703);
  CHECK(nanoseconds_of(kTime) == 1795290122703'999'999);
  // ext4 has times to 2446, XFS to 2486.
  CHECK(nanoseconds_of({15'000'000'000, 1}) == std::numeric_limits<std::int64_t>::max());
  CHECK(nanoseconds_of({-15'000'000'000, 1}) == -std::numeric_limits<std::int64_t>::max());
  CHECK(nanoseconds_of({-1, 1}) == -999'999'999);
}

TEST_CASE("time: written and read back") {
  CHECK(time_text(1795290122703) == "2026-11-21T19:42:02.703Z");
  CHECK(time_text(std::chrono::system_clock::time_point(std::chrono::milliseconds(1795290122703))) ==
        "2026-11-21T19:42:02Z");
  for (const std::int64_t ms : {std::int64_t{0}, std::int64_t{1795290122703}, std::int64_t{4102444799999}}) {
    CHECK(parse_time(time_text(ms)) == ms);
  }
  for (const char* bad : {"", "2026-11-21", "2026-11-21T19:42:02Z", "2026-11-21T19:42:02.703+01:00", "now"}) {
    CHECK_FALSE(parse_time(bad));
  }
}
