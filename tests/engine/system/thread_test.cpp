#include "engine/system/thread.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <system_error>
#include <vector>

using namespace tbbimg;

namespace {

// More address space than any machine has.
constexpr std::size_t kImpossible = std::size_t{1} << 50;

}  // namespace

TEST_CASE("thread: runs, and is joined at the latest when it goes") {
  std::atomic<int> ran = 0;
  {
    Thread first([&] { ++ran; });
    Thread second = std::move(first);
    CHECK(!first.joinable());
    CHECK(second.joinable());
    const auto third = Thread::start([&] { ++ran; });
    CHECK(third.has_value());
  }
  CHECK(ran == 2);
}

TEST_CASE("thread: one that the system refuses is an error in words, not a signal") {
  const auto refused = Thread::start([] {}, kImpossible);
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::limit_exceeded);
  CHECK(refused.error().message.text().find("the system refuses more threads") != std::string::npos);
  CHECK_THROWS_AS(Thread([] {}, kImpossible), std::system_error);
}

TEST_CASE("thread: what can be started is found out by starting it") {
  CHECK(startable_threads({}) == 0);
  CHECK(startable_threads(std::vector<std::size_t>(5, kSmallStack)) == 5);
  CHECK(startable_threads(std::vector{kComputeStack, kSmallStack, kImpossible, kSmallStack}) == 2);
}
