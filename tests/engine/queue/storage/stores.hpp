// The stores that the suite is run on, and a clock that only the test moves.
#pragma once

#include <chrono>
#include <memory>

#include "engine/queue/storage/memory_store.hpp"
#include "engine/queue/storage/sqlite_store.hpp"
#include "engine/queue/storage/task_store.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tbbimg::test {

using namespace queue;

/// Copies tell the same time.
class TestClock {
 public:
  void pass(std::chrono::milliseconds time) {
    now_->wall += time;
    now_->boot += time;
  }
  /// As somebody does who sets the clock.
  void set_back(std::chrono::milliseconds time) { now_->wall -= time; }

  [[nodiscard]] WallTime wall() const { return now_->wall; }
  [[nodiscard]] Clock clock() const {
    return [now = now_] { return *now; };
  }

 private:
  std::shared_ptr<Now> now_ = std::make_shared<Now>(
      Now{WallTime(std::chrono::milliseconds(1'700'000'000'000)), BootTime(std::chrono::hours(5))});
};

inline constexpr std::chrono::milliseconds kTestLease{3000};

/// One of the stores, empty, on the test's clock.
struct MemoryStoreUnderTest {
  static constexpr unsigned kHistories = 10'000;

  TestClock clock;
  std::unique_ptr<TaskStore> store = make_memory_store({.clock = clock.clock(), .lease = kTestLease});
};

/// In memory, for disks take their time to flush.
struct SqliteStoreUnderTest {
  static constexpr unsigned kHistories = 300;

  TemporaryFolder folder{std::filesystem::is_directory("/dev/shm") ? "/dev/shm"
                                                                   : std::filesystem::temp_directory_path()};
  TestClock clock;
  std::unique_ptr<TaskStore> store =
      *open_sqlite_store(folder / "queue.db", {.clock = clock.clock(), .lease = kTestLease});
};

#define TBBIMG_STORES_UNDER_TEST tbbimg::test::MemoryStoreUnderTest, tbbimg::test::SqliteStoreUnderTest

}  // namespace tbbimg::test
