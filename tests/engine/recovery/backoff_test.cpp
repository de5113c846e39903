#include "engine/recovery/backoff.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace tbbimg;

TEST_CASE("backoff: waits are spread from nothing to a bound that doubles") {
  Backoff backoff(1);
  for (const int attempts : {1, 2, 3, 8, 9, 1000}) {
    CAPTURE(attempts);
    const auto most =
        std::min<std::int64_t>(Backoff::kFirst.count() << std::min(attempts - 1, 20), Backoff::kLongest.count());
    std::int64_t least = most;
    std::int64_t longest = 0;
    for (int i = 0; i < 2000; ++i) {
      const std::int64_t wait = backoff.next(attempts).count();
      least = std::min(least, wait);
      longest = std::max(longest, wait);
    }
    CHECK(least >= 0);
    CHECK(least < most / 20);
    CHECK(longest <= most);
    CHECK(longest > most * 19 / 20);
  }
}
