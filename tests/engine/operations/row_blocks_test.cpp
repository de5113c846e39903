#include <doctest/doctest.h>
#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <atomic>
#include <mutex>
#include <set>
#include <stop_token>
#include <thread>
#include <vector>

#include "engine/operations/operation.hpp"

using namespace tbbimg;

namespace {

OperationContext context(bool split, std::stop_token stop = {}) {
  return {Kernels::active().value(), {}, std::move(stop), split};
}

ConstImageView tall(int height) { return {nullptr, 0, 4096, height, PixelFormat::rgb8}; }

}  // namespace

TEST_CASE("for_rows: each row once, split or not") {
  for (const bool split : {false, true}) {
    for (const int height : {0, 1, 15, 16, 17, 1000, 4097}) {
      CAPTURE(split);
      CAPTURE(height);
      std::mutex mutex;
      std::vector<int> made(static_cast<std::size_t>(height));
      CHECK(context(split).for_rows(tall(height), [&](RowRange rows) -> Status {
        const std::lock_guard lock(mutex);
        for (int y = rows.begin; y < rows.end; ++y) ++made[static_cast<std::size_t>(y)];
        return {};
      }));
      CHECK(made == std::vector<int>(static_cast<std::size_t>(height), 1));
    }
  }
}

TEST_CASE("for_rows: blocks are four times their margin at least") {
  int blocks = 0;
  CHECK(context(false).for_rows(
      tall(1000),
      [&](RowRange rows) -> Status {
        ++blocks;
        CHECK((rows.count() == 400 || rows.end == 1000));
        return {};
      },
      100));
  CHECK(blocks == 3);
}

TEST_CASE("for_rows: a split image is worked on by more than one thread") {
  const tbb::global_control cap(tbb::global_control::max_allowed_parallelism, 4);
  tbb::task_arena arena(4);
  std::mutex mutex;
  std::set<std::thread::id> threads;
  arena.execute([&] {
    CHECK(context(true).for_rows(tall(20'000), [&](RowRange) -> Status {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      const std::lock_guard lock(mutex);
      threads.insert(std::this_thread::get_id());
      return {};
    }));
  });
  CHECK(threads.size() > 1);
}

TEST_CASE("for_rows: the first error ends it, and so does a stop") {
  for (const bool split : {false, true}) {
    std::atomic<int> calls = 0;
    const auto status = context(split).for_rows(tall(20'000), [&](RowRange) -> Status {
      ++calls;
      return fail(ErrorCode::internal, "no");
    });
    REQUIRE_FALSE(status);
    CHECK(status.error().message.text() == "no");
    CHECK(calls < 10);

    std::stop_source stop;
    calls = 0;
    const auto stopped = context(split, stop.get_token()).for_rows(tall(20'000), [&](RowRange) -> Status {
      ++calls;
      stop.request_stop();
      return {};
    });
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error().code == ErrorCode::cancelled);
    CHECK(calls < 10);
  }
}
