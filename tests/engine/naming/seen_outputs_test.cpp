#include "engine/naming/seen_outputs.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;

TEST_CASE("seen_outputs: each is free once, and then its input's own") {
  SeenOutputs seen;
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
