#include "engine/statistics/throughput.hpp"

#include <doctest/doctest.h>

#include <numeric>

using namespace tbbimg;
using namespace std::chrono_literals;

namespace {

RunCounts one_done() { return {.done = 1, .bytes_in = 100, .bytes_out = 50, .pixels_in = 10}; }

RunCounts total(const Throughput& throughput) {
  RunCounts sum;
  for (const RunCounts& slice : throughput.slices()) sum += slice;
  return sum;
}

}  // namespace

TEST_CASE("throughput: slices from the start, gaps included") {
  Throughput throughput;
  CHECK(throughput.slices().empty());
  throughput.add(50ms, one_done());
  throughput.add(99ms, one_done());
  throughput.add(350ms, {.failed = 1, .bytes_in = 7});
  CHECK(throughput.width() == 100ms);
  REQUIRE(throughput.slices().size() == 4);
  CHECK(throughput.slices()[0].done == 2);
  CHECK(throughput.slices()[0].pixels_in == 20);
  CHECK(throughput.slices()[1].done == 0);
  CHECK(throughput.slices()[3].failed == 1);
  CHECK(throughput.slices()[3].bytes_in == 7);
}

TEST_CASE("throughput: merges neighbours, loses nothing, and stays bounded") {
  Throughput throughput;
  for (int i = 0; i < 3000; ++i) {
    throughput.add(i * 10ms, one_done());
    CHECK(throughput.slices().size() <= Throughput::kMaxSlices);
  }
  CHECK(throughput.width() == 400ms);
  CHECK(total(throughput).done == 3000);
  CHECK(total(throughput).bytes_out == 150'000);
  for (const auto& slice : throughput.slices()) CHECK(slice.done == 40);
}

TEST_CASE("throughput: a long pause") {
  Throughput throughput;
  for (int i = 0; i < 30; ++i) throughput.add(i * 100ms, one_done());
  throughput.add(30h, one_done());
  CHECK(throughput.slices().size() <= Throughput::kMaxSlices);
  CHECK(throughput.slices().size() * throughput.width() > 30h);
  CHECK(throughput.slices().front().done == 30);
  CHECK(throughput.slices().back().done == 1);
}
