#include "engine/pipeline/byte_budget.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

using tbbimg::ByteBudget;

TEST_CASE("byte_budget: grants what fits at once") {
  ByteBudget budget(100);
  int granted = 0;
  budget.acquire(60, [&] { ++granted; });
  budget.acquire(40, [&] { ++granted; });
  CHECK(granted == 2);
  CHECK(budget.held() == 100);
}

TEST_CASE("byte_budget: later requests wait behind earlier ones even if they would fit") {
  ByteBudget budget(100);
  std::vector<int> order;
  budget.acquire(80, [&] { order.push_back(1); });
  budget.acquire(50, [&] { order.push_back(2); });
  budget.acquire(10, [&] { order.push_back(3); });
  CHECK(order == std::vector{1});
  budget.release(80);
  CHECK(order == std::vector{1, 2, 3});
  CHECK(budget.held() == 60);
}

TEST_CASE("byte_budget: a giant passes alone") {
  ByteBudget budget(100);
  bool giant = false;
  bool next = false;
  budget.acquire(10, [] {});
  budget.acquire(5000, [&] { giant = true; });
  budget.acquire(10, [&] { next = true; });
  CHECK_FALSE(giant);
  budget.release(10);
  CHECK(giant);
  CHECK_FALSE(next);
  budget.release(4000);  // in parts: still over the limit
  CHECK_FALSE(next);
  budget.release(1000);
  CHECK(next);
}

TEST_CASE("byte_budget: never over the limit under contention, and nobody is forgotten") {
  constexpr std::uint64_t kLimit = 1000;
  constexpr int kRequests = 2000;
  ByteBudget budget(kLimit);
  std::atomic<std::uint64_t> inside = 0;
  std::atomic<std::uint64_t> most = 0;
  std::atomic<int> done = 0;
  std::vector<std::thread> threads;
  for (std::uint64_t t = 1; t <= 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kRequests; ++i) {
        const std::uint64_t bytes = 100 * t;
        budget.acquire(bytes, [&, bytes] {
          const std::uint64_t now = inside += bytes;
          for (std::uint64_t seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
          }
          ++done;
        });
        // Whoever was granted gives back from here, as settle does for others.
        for (std::uint64_t seen = inside; seen >= bytes;) {
          if (inside.compare_exchange_weak(seen, seen - bytes)) {
            budget.release(bytes);
            break;
          }
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  while (inside > 0) budget.release(inside.exchange(0));
  CHECK(done == 4 * kRequests);
  CHECK(most <= kLimit);
}
