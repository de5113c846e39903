#include "engine/queue/worker/worker_pool.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <numeric>
#include <thread>

#include "engine/queue/storage/memory_store.hpp"

using namespace tbbimg;
using namespace tbbimg::queue;
using namespace std::chrono_literals;

namespace {

struct Sum {
  static constexpr std::string_view kKind = "test.sum";
  std::vector<int> numbers;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(Sum, numbers)

  Result<int> execute(TaskContext&) const { return std::accumulate(numbers.begin(), numbers.end(), 0); }
};

struct DivisionError {
  int divided = 0;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(DivisionError, divided)
};

TaskFailure failure_of(const DivisionError&) {
  return {.failure_class = FailureClass::permanent, .code = "division_by_zero", .message = "cannot divide by 0"};
}

struct Divide {
  static constexpr std::string_view kKind = "test.divide";
  static constexpr int kVersion = 2;
  int a = 0;
  int b = 0;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(Divide, a, b)

  tl::expected<int, DivisionError> execute(TaskContext&) const {
    if (b == 0) return tl::unexpected(DivisionError{a});
    return a / b;
  }
};

/// Goes on until it is asked to stop, and says that it has begun.
struct Wait {
  static constexpr std::string_view kKind = "test.wait";
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(Wait, ends_well)
  bool ends_well = false;

  Result<void> execute(TaskContext& context) const {
    context.progress(1, 2);
    while (!context.stop().stop_requested()) std::this_thread::sleep_for(1ms);
    if (ends_well) return {};
    return fail(ErrorCode::cancelled, "was asked to stop");
  }
};

struct Throw {
  static constexpr std::string_view kKind = "test.throw";
  int what = 0;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(Throw, what)

  Result<void> execute(TaskContext&) const { throw std::runtime_error("on purpose"); }
};

/// Fails until its checkpoint says that it was tried before, and hands in another task of its job then.
struct GoOn {
  static constexpr std::string_view kKind = "test.go_on";
  int n = 0;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(GoOn, n)

  Result<std::string> execute(TaskContext& context) const {
    if (context.claimed().checkpoint.empty()) {
      TBBIMG_RETURN_IF_ERROR(context.checkpoint("[1]"));
      return fail(Error{.code = ErrorCode::read_failed, .message = "not yet", .retryable = true});
    }
    TBBIMG_ASSIGN_OR_RETURN(TaskSpec follower, spec_of(Sum{{n}}));
    follower.job = context.claimed().job;
    TBBIMG_ASSIGN_OR_RETURN(const auto added, context.enqueue({follower}));
    return context.claimed().checkpoint;
  }
};

TaskKinds all_kinds() {
  TaskKinds kinds;
  REQUIRE(kinds.add<Sum>().has_value());
  REQUIRE(kinds.add<Divide>().has_value());
  REQUIRE(kinds.add<Wait>().has_value());
  REQUIRE(kinds.add<Throw>().has_value());
  REQUIRE(kinds.add<GoOn>().has_value());
  return kinds;
}

class Rig {
 public:
  explicit Rig(int threads = 2, StoreOptions options = {}) : store(make_memory_store(std::move(options))) {
    auto started = WorkerPool::start(store, all_kinds(), {.threads = threads, .poll = 20ms});
    REQUIRE(started.has_value());
    pool = *std::move(started);
  }

  template <Task T>
  TaskId add(const T& task, std::chrono::milliseconds timeout = 1h) {
    TaskSpec spec = spec_of(task)->with_timeout(timeout);
    spec.retry.first = 1ms;
    return store->enqueue({spec})->at(0).id;
  }

  /// Waits until the task is in such a state.
  TaskRecord wait_for(TaskId id, TaskState state) {
    const auto give_up_at = std::chrono::steady_clock::now() + 30s;
    for (;;) {
      const std::uint64_t seen = store->news(Topic::ended);
      TaskRecord record = *store->task(id);
      if (record.life.state == state) return record;
      CAPTURE(to_string(record.life.state));
      REQUIRE(std::chrono::steady_clock::now() < give_up_at);
      static_cast<void>(store->wait_for_news(Topic::ended, seen, 5ms));
    }
  }

  std::shared_ptr<TaskStore> store;
  std::unique_ptr<WorkerPool> pool;
};

std::ptrdiff_t threads_of_this_process() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"), std::filesystem::directory_iterator());
}

}  // namespace

TEST_CASE("worker pool: different kinds in one queue, with outputs and errors of their own") {
  Rig rig;
  const TaskId sum = rig.add(Sum{{1, 2, 3}});
  const TaskId quotient = rig.add(Divide{7, 2});
  const TaskId impossible = rig.add(Divide{7, 0});
  CHECK(rig.wait_for(sum, TaskState::done).output == "6");
  CHECK(rig.wait_for(quotient, TaskState::done).output == "3");
  const TaskRecord failed = rig.wait_for(impossible, TaskState::failed);
  CHECK(failed.failure->code == "division_by_zero");
  CHECK(error_in<DivisionError>(*failed.failure)->divided == 7);
  CHECK(failed.life.attempts == 1);
}

TEST_CASE("worker pool: what is thrown, or does not fit, is an error") {
  Rig rig;
  const TaskId thrown = rig.add(Throw{});
  const TaskRecord record = rig.wait_for(thrown, TaskState::failed);
  CHECK(record.failure->code == "internal");
  CHECK(error_in<Error>(*record.failure)->code == ErrorCode::internal);
  const TaskId wrong = rig.store->enqueue({{.kind = "test.sum", .args = R"({"numbers": "many"})"}})->at(0).id;
  CHECK(rig.wait_for(wrong, TaskState::failed).failure->code == "invalid_argument");
}

TEST_CASE("worker pool: tries again from where the last attempt was, and hands in what follows") {
  Rig rig;
  TaskSpec first = *spec_of(GoOn{5});
  first.retry.first = 1ms;
  const auto job = rig.store->submit_job({.name = "j"}, {first});
  const TaskRecord record = rig.wait_for(job->tasks.at(0).id, TaskState::done);
  CHECK(record.output == R"("[1]")");
  CHECK(record.life.attempts == 1);
  rig.wait_for(TaskId{2}, TaskState::done);
  CHECK(rig.store->job(job->id)->state == JobState::done);
}

TEST_CASE("worker pool: 20 tasks from each of 10 threads, and each is done once") {
  Rig rig(4);
  std::vector<std::thread> threads;
  std::atomic<int> refused = 0;
  for (int i = 0; i < 10; ++i) {
    threads.emplace_back([&rig, &refused, i] {
      for (int n = 0; n < 20; ++n) {
        const auto spec = spec_of(Sum{{i, n}});
        if (!spec || !rig.store->enqueue({*spec})) ++refused;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(refused == 0);
  for (int id = 1; id <= 200; ++id) {
    const TaskRecord record = rig.wait_for(TaskId{id}, TaskState::done);
    CHECK(record.life.epoch == 1);
    const auto numbers = nlohmann::json::parse(record.spec.args).get<Sum>().numbers;
    CHECK(record.output == std::to_string(numbers[0] + numbers[1]));
  }
}

TEST_CASE("worker pool: a task that runs is cancelled, and its progress is seen") {
  Rig rig;
  const TaskId id = rig.add(Wait{});
  rig.wait_for(id, TaskState::running);
  REQUIRE(rig.store->cancel({.ids = std::vector{id}}) == 1U);
  rig.wait_for(id, TaskState::cancelled);
  CHECK(rig.store->attempts(id)->at(0).end == AttemptEnd::cancelled);
}

TEST_CASE("worker pool: what takes too long is asked to stop, and counts as an attempt") {
  Rig rig;
  TaskSpec spec = spec_of(Wait{})->with_timeout(20ms);
  spec.retry.max_attempts = 1;
  const TaskId id = rig.store->enqueue({spec})->at(0).id;
  const TaskRecord record = rig.wait_for(id, TaskState::failed);
  CHECK(record.failure->code == "timed_out");
  CHECK(record.life.attempts == 1);
  // What comes to its end all the same is done.
  const TaskId slow = rig.add(Wait{.ends_well = true}, 20ms);
  rig.wait_for(slow, TaskState::done);
}

TEST_CASE("worker pool: stops without counting, and leaves no thread behind") {
  const auto threads_before = threads_of_this_process();
  Rig rig;
  const TaskId id = rig.add(Wait{});
  const TaskId second = rig.add(Wait{});
  const TaskId waiting = rig.add(Sum{{1}});
  rig.wait_for(id, TaskState::running);
  rig.wait_for(second, TaskState::running);
  rig.pool->stop(10ms);
  CHECK(threads_of_this_process() == threads_before);
  CHECK(rig.store->workers()->empty());
  for (const TaskId released : {id, second, waiting}) {
    CHECK(rig.store->task(released)->life.state == TaskState::available);
    CHECK(rig.store->task(released)->life.attempts == 0);
  }
  rig.pool->stop(0ms);
}

TEST_CASE("worker pool: what ends within the grace is done") {
  Rig rig;
  const TaskId id = rig.add(Wait{.ends_well = true}, 100ms);
  rig.wait_for(id, TaskState::running);
  rig.pool->stop(30s);
  CHECK(rig.store->task(id)->life.state == TaskState::done);
}

TEST_CASE("worker pool: what is due later is done later") {
  Rig rig;
  TaskSpec spec = *spec_of(Sum{{1}});
  spec.run_at = system_now().wall + 50ms;
  const TaskId id = rig.store->enqueue({spec})->at(0).id;
  const TaskRecord record = rig.wait_for(id, TaskState::done);
  CHECK(*record.life.started_at >= *spec.run_at);
}

TEST_CASE("worker pool: drains when it is asked to, and lives on") {
  Rig rig;
  rig.wait_for(rig.add(Sum{{1}}), TaskState::done);
  REQUIRE(rig.store->ask_to_drain(rig.store->workers()->at(0).info.id).has_value());
  const TaskId id = rig.add(Sum{{1}});
  std::this_thread::sleep_for(50ms);
  CHECK(rig.store->task(id)->life.state == TaskState::available);
  CHECK(rig.store->workers()->size() == 1);
}

TEST_CASE("worker pool: one that was given up registers as another, and what it did late is void") {
  Rig rig(1, {.lease = 100ms});
  const WorkerId first = rig.store->workers()->at(0).info.id;
  const TaskId id = rig.add(Wait{});
  rig.wait_for(id, TaskState::running);
  REQUIRE(rig.store->remove_worker(first).has_value());
  rig.wait_for(id, TaskState::running);
  CHECK(rig.store->task(id)->life.attempts == 0);
  const auto workers = rig.store->workers();
  REQUIRE(workers->size() == 1);
  CHECK(workers->at(0).info.id != first);
}

TEST_CASE("worker pool: refuses what it cannot be") {
  CHECK_FALSE(WorkerPool::start(make_memory_store(), {}, {.threads = 0}).has_value());
  CHECK_FALSE(WorkerPool::start(make_memory_store(), {}, {.queues = {"no such name"}}).has_value());
  TaskKinds kinds;
  CHECK(kinds.add<Sum>().has_value());
  CHECK(kinds.add<Sum>().error().code == ErrorCode::already_exists);
  CHECK(kinds.all() == std::vector<KindVersion>{{"test.sum", 1}});
}
