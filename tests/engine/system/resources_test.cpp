#include "engine/system/resources.hpp"

#include <doctest/doctest.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <vector>

using namespace tbbimg;

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
  CHECK(available_memory() > (1U << 20));
  const std::uint64_t before = peak_memory();
  REQUIRE(before > 0);
  const std::vector<char> block(std::size_t{200} << 20, 1);
  CHECK(block.back() == 1);
  CHECK(peak_memory() >= before);
  CHECK(peak_memory() >= (std::uint64_t{200} << 20));
  CHECK(resident_memory() >= (std::uint64_t{200} << 20));
  CHECK(resident_memory() <= peak_memory());
}

TEST_CASE("resources: what may be used is what the limits leave") {
  CHECK(usable_memory() >= available_memory() / 2);
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_DATA, &before) == 0);
  rlimit lower = before;
  lower.rlim_cur = std::uint64_t{100} << 20;
  REQUIRE(setrlimit(RLIMIT_DATA, &lower) == 0);
  const std::uint64_t usable = usable_memory();
  const std::uint64_t available = available_memory();
  REQUIRE(setrlimit(RLIMIT_DATA, &before) == 0);
  CHECK(usable < (std::uint64_t{100} << 20));
  CHECK(available < (std::uint64_t{100} << 20));
}
