// What a store takes for tasks that do nothing: `store/what/batch`, and how many tasks a second.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/queue/storage/memory_store.hpp"

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

}  // namespace
