// What every store does for those who hand in and those who work.
#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

#include "tests/engine/queue/storage/store_calls.hpp"

using namespace tbbimg;
using namespace tbbimg::queue;
using namespace std::chrono_literals;
using test::Calls;
using test::claim_all;
using test::kTestLease;
using test::spec;

TEST_CASE_TEMPLATE("store: what was handed in is claimed, done and told of", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  const WorkerId alice = calls.new_worker();
  TaskSpec handed_in = spec("k").with_tag("t").with_timeout(5s);
  handed_in.args = R"({"n": 1})";
  const TaskId id = calls.add(handed_in);
  CHECK(calls.state(id) == TaskState::available);

  const auto claimed = claim_all(calls, alice);
  REQUIRE(claimed.size() == 1);
  CHECK(claimed[0].lease == Lease{id, alice, 1});
  CHECK(claimed[0].kind == "k");
  CHECK(claimed[0].args == R"({"n": 1})");
  CHECK(claimed[0].timeout == 5s);
  CHECK(claim_all(calls, alice).empty());

  under_test.clock.pass(2s);
  CHECK(calls.settle(claimed[0], Done{"[2]"}) == Settled::counts);
  const TaskRecord record = calls.record(id);
  CHECK(record.life.state == TaskState::done);
  CHECK(record.output == "[2]");
  CHECK(record.spec.tags == handed_in.tags);
  CHECK(record.life.ended_at == under_test.clock.wall());
  CHECK(record.life.started_at == under_test.clock.wall() - 2s);
  CHECK(record.worker_name == "alice");
  CHECK(under_test.store->attempts(id)->empty());
}

TEST_CASE_TEMPLATE("store: all specs of a call are taken, or none", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  TaskSpec wrong = spec("k");
  wrong.args = "{";
  const auto refused = under_test.store->enqueue({spec("k"), wrong});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == ErrorCode::invalid_argument);
  CHECK(under_test.store->find({.all = true}, TaskId{}, 10)->empty());
  CHECK_FALSE(under_test.store->enqueue(std::vector<TaskSpec>(kMostSpecs + 1, spec("k"))).has_value());
  CHECK(under_test.store->enqueue(std::vector<TaskSpec>(kMostSpecs, spec("k"))).has_value());
  TaskSpec of_no_job = spec("k");
  of_no_job.job = JobId{7};
  CHECK(under_test.store->enqueue({of_no_job}).error().code == ErrorCode::not_found);
}

TEST_CASE_TEMPLATE("store: claimed by priority, then in the order of handing in", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  const WorkerId alice = calls.new_worker();
  const TaskId first = calls.add(spec("k"));
  const TaskId urgent = calls.add(spec("k").with_priority(1));
  const TaskId second = calls.add(spec("other"));
  under_test.clock.pass(kAgingStep + 1ms);
  calls.live(alice);
  const TaskId late_and_urgent = calls.add(spec("k").with_priority(1));
  std::vector<TaskId> order;
  for (const ClaimedTask& task : calls.claim(alice, 10, {{"k", 1}, {"other", 1}})) order.push_back(task.lease.task);
  CHECK(order == std::vector{urgent, first, second, late_and_urgent});
}

TEST_CASE_TEMPLATE("store: a worker gets its kinds, versions and queues alone", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  const WorkerId alice = calls.new_worker();
  TaskSpec newer = spec("k");
  newer.version = 2;
  TaskSpec elsewhere = spec("k");
  elsewhere.queue = "slow";
  calls.add(spec("other"));
  calls.add(newer);
  const TaskId slow = calls.add(elsewhere);
  CHECK(calls.claim(alice, 10, {{"k", 1}}).empty());
  const auto claimed = under_test.store->claim(
      {.worker = alice, .queue = "slow", .kinds = std::vector<KindVersion>{{"k", 1}}, .at_most = 10});
  REQUIRE(claimed->tasks.size() == 1);
  CHECK(claimed->tasks[0].lease.task == slow);
}

TEST_CASE_TEMPLATE("store: jobs can be left out", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  const WorkerId alice = calls.new_worker();
  const auto ill = under_test.store->submit_job({.name = "ill"}, {spec("k"), spec("k")});
  const TaskId well = calls.add(spec("k"));
  const std::vector<KindVersion> kinds = {{"k", 1}};
  const std::vector<JobId> except = {ill->id};
  const auto claimed = under_test.store->claim({.worker = alice, .kinds = kinds, .except_jobs = except, .at_most = 10});
  REQUIRE(claimed->tasks.size() == 1);
  CHECK(claimed->tasks[0].lease.task == well);
}

TEST_CASE_TEMPLATE("store: what is to run later is claimed later", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  const WorkerId alice = calls.new_worker();
  TaskSpec later = spec("k");
  later.run_at = under_test.clock.wall() + 1s;
  const TaskId id = calls.add(later);
  CHECK(calls.state(id) == TaskState::waiting);
  under_test.clock.pass(999ms);
  CHECK(claim_all(calls, alice).empty());
  under_test.clock.pass(1ms);
  CHECK(claim_all(calls, alice).size() == 1);
}

TEST_CASE_TEMPLATE("store: an error is remembered, and tried again when its wait is over", Store,
                   TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  const WorkerId alice = calls.new_worker();
  const TaskId id = calls.add(spec("k"));
  const TaskFailure failure{.code = "corrupt_data", .message = "the file is cut", .details = "[1]"};
  CHECK(calls.settle(claim_all(calls, alice).at(0), Failed{failure, 2s}) == Settled::counts);
  CHECK(calls.record(id).failure == failure);
  const auto attempts = under_test.store->attempts(id);
  REQUIRE(attempts->size() == 1);
  CHECK(attempts->at(0).end == AttemptEnd::error);
  CHECK(attempts->at(0).failure == failure);
  CHECK(attempts->at(0).worker == alice);
  CHECK(attempts->at(0).worker_name == "alice");
  CHECK(claim_all(calls, alice).empty());
  under_test.clock.pass(2s);
  const auto again = claim_all(calls, alice);
  REQUIRE(again.size() == 1);
  CHECK(again[0].attempts == 1);
  CHECK(again[0].lease.epoch == 2);
}

TEST_CASE_TEMPLATE("store: poison after three crashes, and the process that died is told of", Store,
                   TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  const WorkerId alice = calls.new_worker();
  const TaskId id = calls.add(spec("k"));
  for (int i = 0; i < 3; ++i) {
    under_test.clock.pass(1h);
    calls.live(alice);
    const auto claimed = claim_all(calls, alice);
    REQUIRE(claimed.size() == 1);
    CHECK(claimed[0].crashes == i);
    CHECK(calls.settle(claimed[0], Crashed{"SIGSEGV"}) == Settled::counts);
  }
  const TaskRecord record = calls.record(id);
  CHECK(record.life.state == TaskState::failed);
  CHECK(record.life.is_poison);
  CHECK(record.failure->code == "crashed");
  CHECK(under_test.store->attempts(id)->size() == 3);
}

TEST_CASE_TEMPLATE("store: an attempt that was given up changes nothing", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  const WorkerId alice = calls.new_worker();
  const TaskId id = calls.add(spec("k"));
  const ClaimedTask late = claim_all(calls, alice).at(0);
  under_test.clock.pass(kTestLease);
  const WorkerId bob = calls.new_worker("bob");
  under_test.clock.pass(kTestLease - 1ms);
  const auto reaped = under_test.store->reap();
  REQUIRE(reaped->size() == 1);
  CHECK(reaped->at(0).id == alice);
  CHECK(reaped->at(0).name == "alice");
  CHECK(reaped->at(0).tasks == std::vector{id});
  CHECK(calls.record(id).failure->code == "lost");

  CHECK(calls.settle(late, Done{"1"}) == Settled::is_void);
  CHECK(under_test.store->checkpoint(late.lease, "1") == false);
  const ClaimedTask again = claim_all(calls, bob).at(0);
  CHECK(again.crashes == 1);
  CHECK(calls.settle(late, Done{"1"}) == Settled::is_void);
  CHECK(calls.settle(late, Released{}) == Settled::is_void);
  CHECK(calls.state(id) == TaskState::running);
  CHECK(calls.settle(again, Done{"2"}) == Settled::counts);
  CHECK(calls.settle(late, Crashed{"late"}) == Settled::is_void);
  CHECK(calls.record(id).output == "2");
  // Nobody has it, so that nobody can settle it.
  ClaimedTask nobodys = late;
  nobodys.lease.task = TaskId{99};
  CHECK(calls.settle(nobodys, Done{}) == Settled::is_void);
}

TEST_CASE_TEMPLATE("store: a settlement whose answer was lost may be said again", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  const WorkerId alice = calls.new_worker();
  calls.add(spec("k"));
  const ClaimedTask task = claim_all(calls, alice).at(0);
  CHECK(calls.settle(task, Failed{{.code = "c"}, 0ms}) == Settled::counts);
  CHECK(calls.settle(task, Failed{{.code = "c"}, 0ms}) == Settled::counted_before);
  CHECK(under_test.store->attempts(task.lease.task)->size() == 1);
  const ClaimedTask again = claim_all(calls, alice).at(0);
  CHECK(again.attempts == 1);
  CHECK(calls.settle(task, Failed{{.code = "c"}, 0ms}) == Settled::is_void);
  CHECK(calls.settle(again, Done{}) == Settled::counts);
  CHECK(calls.settle(again, Done{}) == Settled::counted_before);
}

TEST_CASE_TEMPLATE("store: a worker lives as long as it is heard of", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  const WorkerId alice = calls.new_worker();
  const TaskId id = calls.add(spec("k"));
  const ClaimedTask task = claim_all(calls, alice).at(0);
  for (int i = 0; i < 10; ++i) {
    under_test.clock.pass(kTestLease - 1ms);
    CHECK(under_test.store->reap()->empty());
    const auto asked = under_test.store->renew(alice, std::vector<HeldTask>{{task.lease, 3, 10}});
    CHECK_FALSE(asked->worker_is_dead);
    CHECK(asked->lost.empty());
    CHECK(asked->unknown.empty());
  }
  CHECK(under_test.store->workers()->at(0).held.at(0).done == 3);
  // Its lease is over, but nobody has reaped it: it claims nothing, and what it settles counts.
  under_test.clock.pass(kTestLease);
  calls.add(spec("k"));
  CHECK(claim_all(calls, alice).empty());
  CHECK(calls.settle(task, Done{}) == Settled::counts);
  CHECK_FALSE(calls.live(alice).worker_is_dead);
  CHECK(calls.state(id) == TaskState::done);
  CHECK(claim_all(calls, alice).size() == 1);
}

TEST_CASE_TEMPLATE("store: nobody is dead because a machine slept", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  const WorkerId alice = calls.new_worker();
  calls.add(spec("k"));
  const ClaimedTask task = claim_all(calls, alice).at(0);
  under_test.clock.pass(8h);
  CHECK(under_test.store->reap()->empty());
  under_test.clock.pass(kTestLease - 1ms);
  CHECK(under_test.store->reap()->empty());
  SUBCASE("it is heard of within a lease") {
    calls.live(alice);
    CHECK(calls.settle(task, Done{}) == Settled::counts);
  }
  SUBCASE("it is not") {
    under_test.clock.pass(1ms);
    CHECK(under_test.store->reap()->size() == 1);
    CHECK(calls.live(alice).worker_is_dead);
  }
}

TEST_CASE_TEMPLATE("store: leases do not follow a clock that somebody sets", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  const WorkerId alice = calls.new_worker();
  const TaskId first = calls.add(spec("k"));
  under_test.clock.set_back(2h);
  const TaskId second = calls.add(spec("k"));
  CHECK(calls.record(second).life.created_at == calls.record(first).life.created_at);
  const auto claimed = claim_all(calls, alice);
  REQUIRE(claimed.size() == 2);
  CHECK(claimed[0].lease.task == first);
  under_test.clock.set_back(-5h);
  CHECK(under_test.store->reap()->empty());
}

TEST_CASE_TEMPLATE("store: a claim whose answer was lost is found when the lease is renewed", Store,
                   TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  const WorkerId alice = calls.new_worker();
  const TaskId id = calls.add(spec("k"));
  const ClaimedTask forgotten = claim_all(calls, alice).at(0);
  const auto asked = under_test.store->renew(alice, {});
  CHECK(asked->unknown == std::vector{forgotten.lease});
  CHECK(calls.settle(forgotten, Released{}) == Settled::counts);
  CHECK(calls.record(id).life.attempts == 0);
  CHECK(calls.state(id) == TaskState::available);
  CHECK(under_test.store->renew(alice, std::vector<HeldTask>{{forgotten.lease, 0, 0}})->lost ==
        std::vector{forgotten.lease});
}

TEST_CASE_TEMPLATE("store: whoever leaves releases its tasks, and is not known any more", Store,
                   TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  const WorkerId alice = calls.new_worker();
  const TaskId id = calls.add(spec("k"));
  const ClaimedTask task = claim_all(calls, alice).at(0);
  CHECK_FALSE(under_test.store->register_worker(under_test.store->workers()->at(0).info).has_value());
  REQUIRE(under_test.store->remove_worker(alice).has_value());
  CHECK(calls.state(id) == TaskState::available);
  CHECK(calls.record(id).life.attempts == 0);
  CHECK(under_test.store->workers()->empty());
  CHECK(calls.live(alice).worker_is_dead);
  const std::vector<KindVersion> kinds = {{"k", 1}};
  CHECK(under_test.store->claim({.worker = alice, .kinds = kinds})->worker_is_dead);
}

TEST_CASE_TEMPLATE("store: a checkpoint is kept for the next attempt", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  const WorkerId alice = calls.new_worker();
  calls.add(spec("k"));
  const ClaimedTask task = claim_all(calls, alice).at(0);
  CHECK(task.checkpoint.empty());
  CHECK(under_test.store->checkpoint(task.lease, "[7]") == true);
  CHECK_FALSE(under_test.store->checkpoint(task.lease, "[").has_value());
  calls.settle(task, Released{});
  CHECK(claim_all(calls, alice).at(0).checkpoint == "[7]");
}

TEST_CASE_TEMPLATE("store: one task for a unique key, until it has ended", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  const WorkerId alice = calls.new_worker();
  TaskSpec unique = spec("k");
  unique.unique_key = "a";
  const auto enqueued = under_test.store->enqueue({unique, unique, spec("k")});
  CHECK(enqueued->at(0).is_new);
  CHECK(enqueued->at(1) == Enqueued{enqueued->at(0).id, false});
  CHECK(enqueued->at(2).is_new);
  const ClaimedTask task = claim_all(calls, alice).at(0);
  CHECK_FALSE(under_test.store->enqueue({unique})->at(0).is_new);
  calls.settle(task, Done{});
  const auto next = under_test.store->enqueue({unique});
  CHECK(next->at(0).is_new);
  // A retry of the first would be a second one.
  CHECK(under_test.store->retry({.ids = std::vector{task.lease.task}, .states = {TaskState::done}}) == 0U);
}

TEST_CASE_TEMPLATE("store: those who wait hear of what they wait for, and of nothing else", Store,
                   TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  TaskStore& store = *under_test.store;
  const WorkerId alice = calls.new_worker();
  const std::uint64_t work = store.news(Topic::work);
  const std::uint64_t ended = store.news(Topic::ended);
  CHECK(store.wait_for_news(Topic::work, work, 1ms) == work);
  std::thread waiting([&] { CHECK(store.wait_for_news(Topic::work, work, 1h) != work); });
  calls.add(spec("k"));
  waiting.join();
  CHECK(store.news(Topic::ended) == ended);
  const ClaimedTask task = claim_all(calls, alice).at(0);
  const std::uint64_t seen = store.news(Topic::work);
  calls.settle(task, Done{});
  CHECK(store.news(Topic::ended) != ended);
  CHECK(store.news(Topic::work) == seen);
}
