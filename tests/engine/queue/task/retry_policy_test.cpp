#include "engine/queue/task/retry_policy.hpp"

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <random>

using namespace tbbimg::queue;
using namespace std::chrono_literals;

TEST_CASE("retry policy: up to twice as long each time, and never longer than said") {
  const RetryPolicy policy{.first = 5s, .longest = 60s};
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  CHECK(policy.after_error(1, kMost) == 5s);
  CHECK(policy.after_error(2, kMost) == 10s);
  CHECK(policy.after_error(3, kMost) == 20s);
  CHECK(policy.after_error(5, kMost) == 60s);
  CHECK(policy.after_error(1'000'000, kMost) == 60s);
  CHECK(policy.after_error(3, 0) == 0ms);
  CHECK(RetryPolicy{.first = 0ms}.after_error(3, kMost) == 0ms);
}

TEST_CASE("retry policy: drawn evenly, so that what failed together does not come back together") {
  std::mt19937_64 random(1);
  const RetryPolicy policy{.first = 1000ms};
  std::array<int, 10> tenths{};
  for (int i = 0; i < 10'000; ++i) {
    const auto wait = policy.after_error(1, random()).count();
    ++tenths[static_cast<std::size_t>(std::min<std::int64_t>(wait / 100, 9))];
  }
  for (const int count : tenths) CHECK(std::abs(count - 1000) < 150);
}

TEST_CASE("retry policy: after the first crash at once") {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  CHECK(RetryPolicy{}.after_crash(1, kMost) == 0ms);
  CHECK(RetryPolicy{}.after_crash(2, kMost) == 5s);
  CHECK(RetryPolicy{}.after_crash(3, kMost) == 10s);
}
