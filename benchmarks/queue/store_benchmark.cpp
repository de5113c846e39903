// What a store takes for tasks that do nothing: `store/what/batch`, and how many tasks a second.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/queue/storage/memory_store.hpp"
#include "engine/queue/storage/sqlite_store.hpp"

namespace {

using namespace tbbimg::queue;

const std::vector<KindVersion> kKinds = {{"bench", 1}};

std::vector<TaskSpec> specs(std::size_t count) {
  return std::vector<TaskSpec>(count, {.kind = "bench", .args = R"({"photograph": "albums/2019/summer/0042.jpg"})"});
}

WorkerId new_worker(TaskStore& store) {
  const WorkerInfo info{.id = WorkerId::random(), .name = "bench", .queues = {"default"}, .kinds = kKinds};
  return store.register_worker(info) ? info.id : WorkerId();
}

/// Claims and settles a batch; whether all of it counted.
bool work(TaskStore& store, WorkerId worker, std::size_t batch) {
  const auto claimed = store.claim({.worker = worker, .kinds = kKinds, .at_most = batch});
  if (!claimed || claimed->tasks.size() != batch) return false;
  std::vector<Settlement> settlements;
  settlements.reserve(batch);
  for (const ClaimedTask& task : claimed->tasks) settlements.push_back({task.lease, Done{R"({"bytes": 48123})"}});
  const auto settled = store.settle(std::move(settlements));
  return settled && settled->back() == Settled::counts;
}

void handed_in_claimed_and_settled(benchmark::State& state) {
  const auto batch = static_cast<std::size_t>(state.range(0));
  const std::unique_ptr<TaskStore> store = make_memory_store();
  const WorkerId worker = new_worker(*store);
  std::size_t batches = 0;
  for (auto _ : state) {
    if (!store->enqueue(specs(batch)) || !work(*store, worker, batch)) state.SkipWithError("a task got lost");
    if (++batches % 1000 == 0) {
      state.PauseTiming();
      if (!store->remove({.all = true})) state.SkipWithError("tasks were not removed");
      state.ResumeTiming();
    }
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(handed_in_claimed_and_settled)->Name("memory/submit_claim_settle")->Arg(1)->Arg(10)->Arg(100)->Arg(500);

/// The same while range(1) others wait: memory and time must not follow them.
void claimed_and_settled_of_many(benchmark::State& state) {
  const std::unique_ptr<TaskStore> store = make_memory_store();
  const WorkerId worker = new_worker(*store);
  for (std::int64_t i = 0; i < state.range(1); i += 1000) {
    if (!store->enqueue(specs(1000))) state.SkipWithError("tasks were not taken");
  }
  const auto batch = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) {
    if (!store->enqueue(specs(batch)) || !work(*store, worker, batch)) state.SkipWithError("a task got lost");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(claimed_and_settled_of_many)
    ->Name("memory/submit_claim_settle_of_many")
    ->Args({100, 1'000'000})
    ->Iterations(2000);

/// In the folder that the benchmark is run in: what counts is the disk.
std::unique_ptr<TaskStore> open_on_disk() {
  auto store = open_sqlite_store("queue_bench.db");
  return store ? *std::move(store) : nullptr;
}

void remove_from_disk() {
  for (const char* suffix : {"", "-wal", "-shm", "-checkpoint"}) {
    std::filesystem::remove(std::string("queue_bench.db") + suffix);
  }
}

void on_disk(benchmark::State& state) {
  remove_from_disk();
  const auto batch = static_cast<std::size_t>(state.range(0));
  {
    const std::unique_ptr<TaskStore> store = open_on_disk();
    if (store == nullptr) return state.SkipWithError("the store cannot be opened");
    const WorkerId worker = new_worker(*store);
    for (auto _ : state) {
      if (!store->enqueue(specs(batch)) || !work(*store, worker, batch)) state.SkipWithError("a task got lost");
    }
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  remove_from_disk();
}
BENCHMARK(on_disk)->Name("sqlite/submit_claim_settle")->Arg(1)->Arg(10)->Arg(100)->UseRealTime();

void handed_in_on_disk(benchmark::State& state) {
  remove_from_disk();
  const std::unique_ptr<TaskStore> store = open_on_disk();
  if (store == nullptr) return state.SkipWithError("the store cannot be opened");
  for (auto _ : state) {
    if (!store->enqueue(specs(static_cast<std::size_t>(state.range(0))))) state.SkipWithError("tasks were not taken");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(handed_in_on_disk)->Name("sqlite/submit")->Arg(100)->Arg(1000)->UseRealTime();

/// Each thread has a connection of its own, as a process would: tasks of one, claimed and settled.
void shared_on_disk(benchmark::State& state) {
  if (state.thread_index() == 0) remove_from_disk();
  std::vector<double> claims;
  std::unique_ptr<TaskStore> store;
  WorkerId worker;
  for (auto _ : state) {
    if (store == nullptr) {  // behind the barrier, when the folder is clean
      store = open_on_disk();
      if (store == nullptr) return state.SkipWithError("the store cannot be opened");
      worker = new_worker(*store);
    }
    if (!store->enqueue(specs(1))) state.SkipWithError("a task was not taken");
    const auto begin = std::chrono::steady_clock::now();
    const auto claimed = store->claim({.worker = worker, .kinds = kKinds, .at_most = 1});
    claims.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
    if (!claimed) state.SkipWithError("no claim");
    for (const ClaimedTask& task : claimed->tasks) {
      if (!store->settle({{task.lease, Done{}}})) state.SkipWithError("a settlement got lost");
    }
  }
  std::ranges::sort(claims);
  const auto percentile = [&](double share) {
    return benchmark::Counter(claims[static_cast<std::size_t>(share * static_cast<double>(claims.size() - 1))],
                              benchmark::Counter::kAvgThreads);
  };
  state.counters["claim_p50_ms"] = percentile(0.5);
  state.counters["claim_p99_ms"] = percentile(0.99);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(shared_on_disk)->Name("sqlite/shared")->Threads(8)->MinTime(3)->UseRealTime();

}  // namespace
