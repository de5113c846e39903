#include "engine/system/resources.hpp"

#include <doctest/doctest.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <fstream>
#include <string>
#include <vector>

using namespace tbbimg;

namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;

// What RLIMIT_DATA counts: much of it is a sanitizer's.
std::uint64_t data_in_use() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    std::uint64_t kibibytes = 0;
    if (word == "VmData:" && status >> kibibytes) return kibibytes << 10;
  }
  return 0;
}

}  // namespace

TEST_CASE("resources: processors follow the affinity and Slurm") {
  cpu_set_t before;
  REQUIRE(sched_getaffinity(0, sizeof before, &before) == 0);
  CHECK(available_processors() >= 1);
  CHECK(available_processors() <= CPU_COUNT(&before));
  std::size_t first = 0;
  while (!CPU_ISSET(first, &before)) ++first;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  REQUIRE(sched_setaffinity(0, sizeof one, &one) == 0);
  CHECK(available_processors() == 1);
  REQUIRE(sched_setaffinity(0, sizeof before, &before) == 0);
  setenv("SLURM_CPUS_PER_TASK", "1", 1);
  CHECK(available_processors() == 1);
  unsetenv("SLURM_CPUS_PER_TASK");
}

TEST_CASE("resources: memory figures are plausible, and the peak grows with use") {
  CHECK(available_memory() > kMiB);
  const std::uint64_t before = peak_memory();
  REQUIRE(before > 0);
  const std::vector<char> block(200 * kMiB, 1);
  CHECK(block.back() == 1);
  CHECK(peak_memory() >= before);
  CHECK(peak_memory() >= 200 * kMiB);
  CHECK(resident_memory() >= 200 * kMiB);
  CHECK(resident_memory() <= peak_memory());
}

TEST_CASE("resources: what may be used is what the limits leave") {
  CHECK(usable_memory() >= available_memory() / 2);
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_DATA, &before) == 0);
  rlimit lower = before;
  lower.rlim_cur = data_in_use() + 100 * kMiB;
  REQUIRE(setrlimit(RLIMIT_DATA, &lower) == 0);
  const std::uint64_t usable = usable_memory();
  const std::uint64_t available = available_memory();
  REQUIRE(setrlimit(RLIMIT_DATA, &before) == 0);
  CHECK(usable < 101 * kMiB);
  CHECK(usable > 50 * kMiB);
  CHECK(available < 101 * kMiB);
}
