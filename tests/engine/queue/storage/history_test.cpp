// Random histories on each store, beside a model that has a list of tasks and step(), and finds nothing quickly.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>

#include "tests/engine/queue/storage/store_calls.hpp"

using namespace tbbimg;
using namespace tbbimg::queue;
using namespace std::chrono_literals;
using test::TestClock;

namespace {

constexpr int kJobs = 2;

class Model {
 public:
  struct Task {
    TaskSpec spec;
    TaskLife life;
  };

  TaskId add(const TaskSpec& spec, WallTime now) {
    const auto with_place = std::ranges::find_if(tasks, [&spec](const Task& task) {
      return spec.seq && task.spec.job == spec.job && task.spec.seq == spec.seq;
    });
    if (with_place != tasks.end()) return id_of(static_cast<std::size_t>(with_place - tasks.begin()));
    const auto with_key = std::ranges::find_if(tasks, [&spec](const Task& task) {
      return !spec.unique_key.empty() && task.spec.unique_key == spec.unique_key && !has_ended(task.life.state);
    });
    if (with_key != tasks.end()) return id_of(static_cast<std::size_t>(with_key - tasks.begin()));
    tasks.push_back({spec, begin_life(spec, now)});
    return id_of(tasks.size() - 1);
  }

  std::vector<Lease> claim(WorkerId worker, std::string_view kind, std::size_t at_most, WallTime now) {
    for (std::size_t i = 0; i < tasks.size(); ++i) apply(i, BecomeDue{}, now);
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      const bool is_free = std::ranges::none_of(tasks, [&](const Task& other) {
        return other.spec.job == tasks[i].spec.job && !other.spec.after_others && !has_ended(other.life.state);
      });
      if (is_free) apply(i, Unblock{}, now);
    }
    std::vector<Lease> leases;
    while (leases.size() < at_most) {
      std::size_t next = tasks.size();
      for (std::size_t i = 0; i < tasks.size(); ++i) {
        if (tasks[i].life.state != TaskState::available || tasks[i].spec.kind != kind) continue;
        if (next == tasks.size() || tasks[i].life.rank_at < tasks[next].life.rank_at) next = i;
      }
      if (next == tasks.size()) break;
      apply(next, Claim{worker}, now);
      leases.push_back({id_of(next), worker, tasks[next].life.epoch});
    }
    return leases;
  }

  Refusal apply(std::size_t i, const TaskEvent& event, WallTime now) {
    const Transition transition = step(tasks[i].life, rules_of(id_of(i), tasks[i].spec), event, now);
    tasks[i].life = transition.life;
    return transition.refusal;
  }

  [[nodiscard]] bool may_be_retried(std::size_t i) const {
    return has_ended(tasks[i].life.state) && std::ranges::none_of(tasks, [&](const Task& other) {
             return !tasks[i].spec.unique_key.empty() && other.spec.unique_key == tasks[i].spec.unique_key &&
                    !has_ended(other.life.state);
           });
  }

  void retry(std::size_t i, WallTime now) {
    if (!may_be_retried(i) || apply(i, Retry{}, now) != Refusal::none || !tasks[i].spec.job) return;
    for (std::size_t other = 0; other < tasks.size(); ++other) {
      const TaskSpec& spec = tasks[other].spec;
      if (spec.job == tasks[i].spec.job && spec.after_others && may_be_retried(other)) apply(other, Retry{}, now);
    }
  }

  static TaskId id_of(std::size_t i) { return TaskId(static_cast<std::int64_t>(i) + 1); }
  static std::size_t index_of(TaskId id) { return static_cast<std::size_t>(id) - 1; }

  std::vector<Task> tasks;
};

Settled said_of(Refusal refusal) {
  switch (refusal) {
    case Refusal::none: return Settled::counts;
    case Refusal::settled_already: return Settled::counted_before;
    default: return Settled::is_void;
  }
}

class History {
 public:
  History(TaskStore& store, TestClock& clock, unsigned seed) : store_(store), clock_(clock), random_(seed) {
    for (int i = 0; i < 2; ++i) {
      workers_.push_back(WorkerId::random());
      REQUIRE(register_again(workers_.back()));
    }
    for (int i = 0; i < kJobs; ++i) {
      TaskSpec first = {.kind = "a"};
      const auto job = store_.submit_job({.name = "j"}, {first});
      first.job = job->id;
      jobs_.push_back(job->id);
      model_.add(first, clock_.wall());
    }
  }

  void go_on() {
    clock_.pass(std::chrono::milliseconds(below(800)));
    switch (below(7)) {
      case 0:
      case 1: return add();
      case 2:
      case 3: return claim();
      case 4: return settle();
      case 5: return below(2) == 0 ? lose() : cancel();
      default: return retry();
    }
  }

  void compare() const {
    const auto records = store_.find({.all = true}, TaskId{}, 1000);
    REQUIRE(records->size() == model_.tasks.size());
    std::map<JobId, std::array<std::uint64_t, kTaskStates>> counts;
    for (std::size_t i = 0; i < records->size(); ++i) {
      CAPTURE(i);
      CAPTURE(to_string(records->at(i).life.state));
      CAPTURE(to_string(model_.tasks[i].life.state));
      REQUIRE(records->at(i).life == model_.tasks[i].life);
      if (const auto job = records->at(i).spec.job) ++counts[*job][static_cast<std::size_t>(records->at(i).life.state)];
    }
    for (const JobId job : jobs_) {
      JobRecord record = *store_.job(job);
      REQUIRE(record.counts == counts[job]);
      REQUIRE(record.state == state_of(record));
    }
  }

 private:
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool register_again(WorkerId id) {
    return store_.register_worker({.id = id, .name = "w", .queues = {"default"}, .kinds = {{"a", 1}, {"b", 1}}})
        .has_value();
  }
  WorkerId any_worker() { return workers_[static_cast<std::size_t>(below(2))]; }

  void add() {
    TaskSpec spec{.kind = below(2) == 0 ? "a" : "b", .priority = below(3)};
    spec.retry = {.max_attempts = 1 + below(3), .max_crashes = 1 + below(3), .first = 500ms};
    if (below(3) == 0) spec.run_at = clock_.wall() + std::chrono::milliseconds(below(1000));
    if (below(4) == 0) spec.unique_key = below(2) == 0 ? "x" : "y";
    if (below(2) == 0) {
      spec.job = jobs_[static_cast<std::size_t>(below(kJobs))];
      if (below(3) == 0) spec.seq = below(3);
      spec.after_others = below(3) == 0;
    }
    const auto enqueued = store_.enqueue({spec});
    if (!enqueued) {  // its job has ended
      REQUIRE(spec.job.has_value());
      REQUIRE(store_.job(*spec.job)->state != JobState::open);
      return;
    }
    REQUIRE(enqueued->at(0).id == model_.add(spec, clock_.wall()));
  }

  void claim() {
    const WorkerId worker = any_worker();
    const std::string kind = below(2) == 0 ? "a" : "b";
    const auto at_most = static_cast<std::size_t>(1 + below(3));
    static_cast<void>(store_.renew(worker, {}));
    const std::vector<KindVersion> kinds = {{kind, 1}};
    const auto claimed = store_.claim({.worker = worker, .kinds = kinds, .at_most = at_most});
    const std::vector<Lease> expected = model_.claim(worker, kind, at_most, clock_.wall());
    REQUIRE(claimed->tasks.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) REQUIRE(claimed->tasks[i].lease == expected[i]);
    leases_.insert(leases_.end(), expected.begin(), expected.end());
  }

  void settle() {
    if (leases_.empty()) return;
    const Lease lease = leases_[static_cast<std::size_t>(below(static_cast<int>(leases_.size())))];
    const std::vector<Outcome> outcomes = {Done{},
                                           Failed{},
                                           Failed{{.failure_class = FailureClass::permanent}, {}},
                                           Failed{{.failure_class = FailureClass::environment}, {}},
                                           Released{},
                                           Cancelled{},
                                           Crashed{"SIGSEGV"},
                                           TimedOut{"took longer than 1 s"}};
    const Outcome& outcome = outcomes[static_cast<std::size_t>(below(static_cast<int>(outcomes.size())))];
    const auto settled = store_.settle({{lease, outcome}});
    const Settle event{lease.worker, lease.epoch, ending_of(outcome)};
    REQUIRE(settled->at(0) == said_of(model_.apply(Model::index_of(lease.task), event, clock_.wall())));
  }

  /// One worker is not heard of for a lease.
  void lose() {
    const WorkerId dead = workers_[0];
    for (int i = 0; i < 4; ++i) {
      clock_.pass(test::kTestLease / 3);
      static_cast<void>(store_.renew(workers_[1], {}));
    }
    const auto reaped = store_.reap();
    REQUIRE(reaped->size() == 1);
    REQUIRE(reaped->at(0).id == dead);
    for (std::size_t i = 0; i < model_.tasks.size(); ++i) {
      const TaskLife& life = model_.tasks[i].life;
      if (life.state == TaskState::running && life.worker == dead) model_.apply(i, Lose{}, clock_.wall());
    }
    workers_[0] = WorkerId::random();
    REQUIRE(register_again(workers_[0]));
  }

  std::size_t any_task() { return static_cast<std::size_t>(below(static_cast<int>(model_.tasks.size()))); }

  void cancel() {
    const std::size_t task = any_task();
    const std::uint64_t changes = !has_ended(model_.tasks[task].life.state) && !model_.tasks[task].life.cancel_at;
    REQUIRE(store_.cancel({.ids = std::vector{Model::id_of(task)}}) == changes);
    model_.apply(task, Cancel{}, clock_.wall());
  }

  void retry() {
    const std::size_t task = any_task();
    const TaskFilter filter{.ids = std::vector{Model::id_of(task)}, .states = {model_.tasks[task].life.state}};
    REQUIRE(store_.retry(filter).has_value());
    model_.retry(task, clock_.wall());
  }

  TaskStore& store_;
  TestClock& clock_;
  std::mt19937 random_;
  Model model_;
  std::vector<WorkerId> workers_;
  std::vector<JobId> jobs_;
  std::vector<Lease> leases_;
};

}  // namespace

// TBBIMG_HISTORIES=10000 tries as many on stores that take longer.
TEST_CASE_TEMPLATE("store: random histories end as those of the state machine", Store, TBBIMG_STORES_UNDER_TEST) {
  const char* wish = std::getenv("TBBIMG_HISTORIES");
  const unsigned histories = wish == nullptr ? Store::kHistories : static_cast<unsigned>(std::atoi(wish));
  for (unsigned seed = 0; seed < histories; ++seed) {
    CAPTURE(seed);
    Store under_test;
    History history(*under_test.store, under_test.clock, seed);
    for (int i = 0; i < 40; ++i) history.go_on();
    history.compare();
  }
}
