#include "engine/naming/seen_outputs.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;

TEST_CASE("seen_outputs: each is free once, and then its input's own") {
  SeenOutputs seen;
  CHECK_FALSE(seen.is_in_file());
  using Verdict = SeenOutputs::Verdict;
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15;
  for (std::uint64_t i = 0; i < 5000; ++i) CHECK(seen.claim(i * kOdd, i) == Verdict::free);
  for (std::uint64_t i = 0; i < 5000; ++i) {
    CHECK(seen.claim(i * kOdd, i) == Verdict::own);
    CHECK(seen.claim(i * kOdd, i + 1) == Verdict::taken);
  }
  // Hashes that share their low bits.
  SeenOutputs alike;
  for (std::uint64_t i = 0; i < 1000; ++i) CHECK(alike.claim(i << 40, 7) == Verdict::free);
  for (std::uint64_t i = 0; i < 1000; ++i) CHECK(alike.claim(i << 40, 7) == Verdict::own);
}

TEST_CASE("seen_outputs: what goes on in a file is as it was in memory") {
  SeenOutputs seen(2048);
  using Verdict = SeenOutputs::Verdict;
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15;
  for (std::uint64_t i = 1; i < 40'000; ++i) {
    REQUIRE(seen.claim(i * kOdd, i) == Verdict::free);
    REQUIRE(seen.claim(i / 2 * kOdd + (i < 2 ? kOdd : 0), i < 2 ? 1 : i / 2) == Verdict::own);
  }
  CHECK(seen.is_in_file());
  for (std::uint64_t i = 1; i < 40'000; ++i) REQUIRE(seen.claim(i * kOdd, i + 1) == Verdict::taken);
}
