// The calls of a store as a test makes them: what must succeed is required to.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/engine/queue/storage/stores.hpp"

namespace tbbimg::test {

inline TaskSpec spec(std::string kind) { return {.kind = std::move(kind)}; }

class Calls {
 public:
  explicit Calls(TaskStore& store) : store_(store) {}

  WorkerId new_worker(const std::string& name = "alice") {
    const WorkerInfo info{.id = WorkerId::random(), .name = name, .queues = {"default"}, .kinds = {{"k", 1}}};
    REQUIRE(store_.register_worker(info) == kTestLease);
    return info.id;
  }
  TaskId add(TaskSpec handed_in) {
    const auto enqueued = store_.enqueue({std::move(handed_in)});
    REQUIRE(enqueued.has_value());
    REQUIRE(enqueued->size() == 1);
    return enqueued->at(0).id;
  }
  std::vector<ClaimedTask> claim(WorkerId worker, std::size_t at_most, const std::vector<KindVersion>& kinds) {
    const auto claimed = store_.claim({.worker = worker, .kinds = kinds, .at_most = at_most});
    REQUIRE(claimed.has_value());
    REQUIRE_FALSE(claimed->worker_is_dead);
    return claimed->tasks;
  }
  Settled settle(const ClaimedTask& task, Outcome outcome) {
    const auto settled = store_.settle({{task.lease, std::move(outcome)}});
    REQUIRE(settled.has_value());
    REQUIRE(settled->size() == 1);
    return settled->at(0);
  }
  Asked live(WorkerId worker) { return *store_.renew(worker, {}); }
  TaskRecord record(TaskId id) {
    auto record = store_.task(id);
    REQUIRE(record.has_value());
    return *std::move(record);
  }
  TaskState state(TaskId id) { return record(id).life.state; }

 private:
  TaskStore& store_;
};

inline std::vector<ClaimedTask> claim_all(Calls& calls, WorkerId worker) {
  return calls.claim(worker, 1000, {{"k", 1}});
}

}  // namespace tbbimg::test
