// What the SQLite store does besides what all stores do.
#include "engine/queue/storage/sqlite_store.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <latch>
#include <map>
#include <random>
#include <thread>

#include "engine/queue/storage/detail/sqlite.hpp"
#include "tests/engine/queue/storage/store_calls.hpp"

using namespace tbbimg;
using namespace tbbimg::queue;
using namespace std::chrono_literals;
using queue::detail::SqliteConnection;
using queue::detail::SqliteTransaction;

namespace {

std::unique_ptr<TaskStore> open(const std::string& path, StoreOptions options = {}) {
  auto store = open_sqlite_store(path, std::move(options));
  REQUIRE(store.has_value());
  return *std::move(store);
}

std::string text_of(const std::string& path, std::string_view sql) {
  auto connection = SqliteConnection::open(path);
  REQUIRE(connection.has_value());
  SqliteTransaction transaction(*connection, SqliteTransaction::Kind::read);
  auto rows = transaction.query(sql);
  REQUIRE(rows.next());
  return std::string(rows.text(0));
}

pid_t start_crew(const std::string& store, const std::string& log) {
  const std::string name = "sqlite:" + store;
  std::string program = TBBIMG_QUEUE_CREW;
  std::vector<char*> arguments = {program.data(), const_cast<char*>(name.c_str()), const_cast<char*>(log.c_str()),
                                  nullptr};
  pid_t process = 0;
  REQUIRE(::posix_spawn(&process, program.c_str(), nullptr, nullptr, arguments.data(), environ) == 0);
  return process;
}

}  // namespace

TEST_CASE("sqlite store: what was said is there when it is opened again") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "queue.db";
  TaskId id{};
  {
    const auto store = open(path);
    id = test::Calls(*store).add({.kind = "k", .args = "[1]", .priority = 7, .tags = {"a", "b"}, .unique_key = "x"});
    REQUIRE(store->pause("default").has_value());
  }
  const auto store = open(path);
  const auto record = store->task(id);
  CHECK(record->spec.args == "[1]");
  CHECK(record->spec.priority == 7);
  CHECK(record->spec.tags == std::vector<std::string>{"a", "b"});
  CHECK(record->spec.unique_key == "x");
  CHECK(store->queues()->at(0).is_paused);
}

TEST_CASE("sqlite store: is its owner's alone") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "queue.db";
  const auto store = open(path);
  test::Calls(*store).add({.kind = "k"});
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat facts {};
    REQUIRE(::stat((path + suffix).c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0077) == 0);
  }
}

TEST_CASE("sqlite store: refuses what is none of its own") {
  const test::TemporaryFolder folder;
  folder.write("text.db",
               "this is no database, but a text that is longer than the head of one would have to be, and more");
  CHECK(open_sqlite_store(folder / "text.db").error().code == ErrorCode::corrupt_data);
  CHECK(open_sqlite_store(folder.path()).has_value() == false);
  CHECK(open_sqlite_store(folder / "missing/queue.db").error().code == ErrorCode::not_found);
  ::mkfifo((folder / "fifo").c_str(), 0600);
  CHECK(open_sqlite_store(folder / "fifo").error().code == ErrorCode::unsupported);
  {
    auto other = SqliteConnection::open(folder / "other.db");
    REQUIRE(other->run_script("pragma application_id = 7; create table t (a)").has_value());
  }
  CHECK(open_sqlite_store(folder / "other.db").error().code == ErrorCode::unsupported);
  {
    const auto store = open(folder / "newer.db");
    auto newer = SqliteConnection::open(folder / "newer.db");
    REQUIRE(newer->run_script("pragma user_version = 2").has_value());
  }
  CHECK(open_sqlite_store(folder / "newer.db").error().code == ErrorCode::unsupported);
}

TEST_CASE("sqlite store: may be made by several at once") {
  const test::TemporaryFolder folder;
  std::atomic<int> refused = 0;
  for (int round = 0; round < 100; ++round) {
    const std::string path = folder / ("queue" + std::to_string(round) + ".db");
    std::latch start(8);
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        start.arrive_and_wait();
        if (!open_sqlite_store(path)) ++refused;
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  CHECK(refused == 0);
}

TEST_CASE("sqlite store: the lease is that of whoever made it") {
  const test::TemporaryFolder folder;
  const auto first = open(folder / "queue.db", {.lease = 7s});
  const auto second = open(folder / "queue.db", {.lease = 9s});
  CHECK(second->register_worker({.id = WorkerId::random(), .name = "w", .queues = {}, .kinds = {}}) == 7s);
}

TEST_CASE("sqlite store: hears of what others have changed") {
  const test::TemporaryFolder folder;
  const auto here = open(folder / "queue.db");
  const auto there = open(folder / "queue.db");
  const std::uint64_t seen = here->news(Topic::work);
  std::thread other([&] { test::Calls(*there).add({.kind = "k"}); });
  CHECK(here->wait_for_news(Topic::work, seen, 30s) != seen);
  other.join();
}

TEST_CASE("sqlite store: the log is moved into the database, by one process at a time") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "queue.db";
  const auto store = open(path);
  const auto log_bytes = [&] { return std::filesystem::file_size(path + "-wal"); };
  const auto fill = [&] {
    for (int i = 0; i < 60; ++i) REQUIRE(store->enqueue(std::vector<TaskSpec>(kMostSpecs, {.kind = "k"})).has_value());
  };
  const int other = ::open((path + "-checkpoint").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  REQUIRE(::flock(other, LOCK_EX) == 0);
  fill();
  const auto grown = log_bytes();
  CHECK(grown > 2 * 4096 * 1000);  // twice the pages from which it is to be moved
  ::close(other);
  fill();
  fill();
  CHECK(log_bytes() < 2 * grown);
}

TEST_CASE("sqlite store: 8 processes, killed at random, do each task once") {
  const char* wish = std::getenv("TBBIMG_QUEUE_TASKS");
  const int tasks = wish == nullptr ? 1000 : std::atoi(wish);
  const test::TemporaryFolder folder;
  const std::string path = folder / "queue.db";
  {
    const auto store = open(path, {.lease = 300ms});
    for (int i = 0; i < tasks; i += 500) {
      REQUIRE(store->enqueue(std::vector<TaskSpec>(500, {.kind = "k", .retry = {.max_crashes = 1000, .first = 1ms}}))
                  .has_value());
    }
  }
  std::mt19937 random(1);
  std::vector<pid_t> crew;
  int started = 0;
  int killed = 0;
  const auto start = [&] { return start_crew(path, folder / ("log" + std::to_string(started++))); };
  for (int i = 0; i < 8; ++i) crew.push_back(start());
  const auto give_up_at = std::chrono::steady_clock::now() + 10min;
  while (!crew.empty()) {
    REQUIRE(std::chrono::steady_clock::now() < give_up_at);
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 30));
    for (std::size_t i = 0; i < crew.size();) {
      int status = 0;
      if (::waitpid(crew[i], &status, WNOHANG) == 0) {
        ++i;
      } else if (WIFSIGNALED(status)) {
        crew[i] = start();
      } else {
        REQUIRE(WEXITSTATUS(status) == 0);
        crew.erase(crew.begin() + static_cast<std::ptrdiff_t>(i));
      }
    }
    if (crew.size() == 8 && killed < tasks / 20) {
      ::kill(crew[random() % crew.size()], SIGKILL);
      ++killed;
    }
  }

  const auto store = open(path);
  CHECK(store->queues()->at(0).counts[static_cast<std::size_t>(TaskState::done)] == static_cast<std::uint64_t>(tasks));
  std::map<int, int> counted;
  for (int i = 0; i < started; ++i) {
    std::ifstream log(folder / ("log" + std::to_string(i)));
    for (int id = 0; log >> id;) ++counted[id];
  }
  for (const auto& [id, times] : counted) REQUIRE(times == 1);
  // Whoever was killed between a settlement and its log has not written of a batch.
  CHECK(counted.size() + 5 * static_cast<std::size_t>(killed) >= static_cast<std::size_t>(tasks));
  CHECK(text_of(path, "pragma integrity_check") == "ok");
  CHECK(killed > 0);
}
