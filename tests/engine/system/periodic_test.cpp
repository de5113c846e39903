#include "engine/system/periodic.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <utility>

using namespace tbbimg;
using namespace std::chrono_literals;

TEST_CASE("periodic: calls until it is stopped, and never afterwards") {
  std::atomic<int> calls = 0;
  Periodic periodic(1ms, [&calls] { ++calls; });
  while (calls < 3) std::this_thread::yield();
  periodic.stop();
  const int last = calls;
  std::this_thread::sleep_for(10ms);
  CHECK(calls == last);
  periodic.stop();
}

TEST_CASE("periodic: waits an interval before it calls, and a stop does not wait for that") {
  std::atomic<int> calls = 0;
  const auto begin = std::chrono::steady_clock::now();
  {
    const Periodic periodic(1h, [&calls] { ++calls; });
  }
  CHECK(std::chrono::steady_clock::now() - begin < 1min);
  CHECK(calls == 0);
}

TEST_CASE("periodic: a stop waits for the call that is going on") {
  std::atomic<bool> begun = false;
  std::atomic<bool> ended = false;
  {
    auto periodic = Periodic::start(1ms, [&] {
      begun = true;
      std::this_thread::sleep_for(20ms);
      ended = true;
    });
    REQUIRE(periodic);
    Periodic moved = *std::move(periodic);
    while (!begun) std::this_thread::yield();
    Periodic another;
    another = std::move(moved);
  }
  CHECK(ended);
}

TEST_CASE("periodic: waiting tells a stop from the end of the time") {
  std::stop_source stop;
  CHECK(wait_for(1ms, stop.get_token()));
  stop.request_stop();
  CHECK_FALSE(wait_for(1h, stop.get_token()));
}
