// What every store does for those who watch and steer.
#include <doctest/doctest.h>

#include "tests/engine/queue/storage/store_calls.hpp"

using namespace tbbimg;
using namespace tbbimg::queue;
using namespace std::chrono_literals;
using test::Calls;
using test::claim_all;
using test::spec;

namespace {

std::uint64_t count_of(const QueueRecord& queue, TaskState state) {
  return queue.counts[static_cast<std::size_t>(state)];
}

}  // namespace

TEST_CASE_TEMPLATE("store: finds tasks by all that a filter says", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  TaskStore& store = *under_test.store;
  const WorkerId alice = calls.new_worker();
  const auto job = store.submit_job({.name = "j"}, {spec("of.job")});
  const TaskId of_job = job->tasks.at(0).id;
  const TaskId tagged = calls.add(spec("other").with_tag("red").with_tag("blue"));
  TaskSpec slow_one = spec("other");
  slow_one.queue = "slow";
  const TaskId slow = calls.add(slow_one);
  const TaskId failing = calls.add(spec("k"));
  under_test.clock.pass(1s);
  calls.settle(claim_all(calls, alice).at(0), Failed{{FailureClass::permanent, "corrupt_data", "m"}});
  const WallTime failed_at = under_test.clock.wall();

  const auto found = [&](const TaskFilter& filter) {
    std::vector<TaskId> ids;
    const auto records = store.find(filter, TaskId{}, 10);
    REQUIRE(records.has_value());
    for (const TaskRecord& record : *records) ids.push_back(record.id);
    return ids;
  };
  using Ids = std::vector<TaskId>;
  CHECK(found({.all = true}) == Ids{of_job, tagged, slow, failing});
  CHECK(found({.ids = Ids{failing, tagged, TaskId{99}}}) == Ids{tagged, failing});
  CHECK(found({.states = {TaskState::failed, TaskState::running}}) == Ids{failing});
  CHECK(found({.kind = "other"}) == Ids{tagged, slow});
  CHECK(found({.queue = "slow"}) == Ids{slow});
  CHECK(found({.kind = "other", .queue = "default"}) == Ids{tagged});
  CHECK(found({.tag = "blue"}) == Ids{tagged});
  CHECK(found({.error_code = "corrupt_data"}) == Ids{failing});
  CHECK(found({.job = job->id}) == Ids{of_job});
  CHECK(found({.job = JobId{99}}).empty());
  CHECK(found({.ended_since = failed_at}) == Ids{failing});
  CHECK(found({.ended_since = failed_at + 1ms}).empty());
  CHECK(found({.ended_before = failed_at}).empty());
  CHECK(found({.ended_before = failed_at + 1ms}) == Ids{failing});

  CHECK(store.find({.all = true}, tagged, 1)->at(0).id == slow);
  CHECK(store.find({.all = true}, failing, 1)->empty());
  CHECK(store.find({.all = true}, TaskId{}, 0)->empty());
  CHECK(store.task(TaskId{99}).error().code == ErrorCode::not_found);
}

TEST_CASE_TEMPLATE("store: nobody means all tasks by saying nothing", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  TaskStore& store = *under_test.store;
  calls.add(spec("k"));
  CHECK_FALSE(store.find({}, TaskId{}, 10).has_value());
  CHECK_FALSE(store.cancel({}).has_value());
  CHECK_FALSE(store.retry({}).has_value());
  CHECK_FALSE(store.remove({}).has_value());
  CHECK_FALSE(store.cancel({.all = true, .kind = "k"}).has_value());
  CHECK(store.cancel({.ids = std::vector<TaskId>()}) == 0U);
  CHECK(store.cancel({.all = true}) == 1U);
}

TEST_CASE_TEMPLATE("store: cancels what waits at once, and asks what runs", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  TaskStore& store = *under_test.store;
  const WorkerId alice = calls.new_worker();
  const TaskId running = calls.add(spec("k"));
  const ClaimedTask task = claim_all(calls, alice).at(0);
  const TaskId available = calls.add(spec("k"));
  const std::uint64_t asked_before = store.news(Topic::asked);
  CHECK(store.cancel({.kind = "k"}) == 2U);
  CHECK(store.cancel({.kind = "k"}) == 0U);
  CHECK(store.news(Topic::asked) != asked_before);
  CHECK(calls.state(available) == TaskState::cancelled);
  CHECK(calls.state(running) == TaskState::running);
  CHECK(store.renew(alice, std::vector<HeldTask>{{task.lease, 0, 0}})->cancel == std::vector{task.lease});
  SUBCASE("it obeys") {
    CHECK(calls.settle(task, Cancelled{}) == Settled::counts);
    CHECK(calls.state(running) == TaskState::cancelled);
  }
  SUBCASE("it was quicker") {
    CHECK(calls.settle(task, Done{}) == Settled::counts);
    CHECK(calls.state(running) == TaskState::done);
  }
}

TEST_CASE_TEMPLATE("store: retries what has failed, and no other unless it is asked to", Store,
                   TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  TaskStore& store = *under_test.store;
  const WorkerId alice = calls.new_worker();
  const TaskId done = calls.add(spec("k"));
  calls.settle(claim_all(calls, alice).at(0), Done{});
  const TaskId failed = calls.add(spec("k"));
  calls.settle(claim_all(calls, alice).at(0), Failed{{FailureClass::permanent}});
  CHECK(store.retry({.all = true}) == 1U);
  CHECK(calls.state(failed) == TaskState::available);
  CHECK(calls.record(failed).life.attempts == 0);
  CHECK(calls.state(done) == TaskState::done);
  CHECK(store.retry({.states = {TaskState::done}}) == 1U);
  CHECK(claim_all(calls, alice).size() == 2);
}

TEST_CASE_TEMPLATE("store: forgets what has ended", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  TaskStore& store = *under_test.store;
  const WorkerId alice = calls.new_worker();
  const auto job = store.submit_job({.name = "j"}, {spec("k"), spec("k")});
  const auto claimed = claim_all(calls, alice);
  calls.settle(claimed.at(0), Failed{{FailureClass::permanent}});
  CHECK(store.remove({.all = true}) == 1U);
  CHECK(store.task(claimed[0].lease.task).error().code == ErrorCode::not_found);
  CHECK(store.attempts(claimed[0].lease.task)->empty());
  CHECK(store.job(job->id).has_value());
  CHECK(calls.settle(claimed[0], Done{}) == Settled::is_void);
  calls.settle(claimed.at(1), Done{});
  CHECK(store.remove({.all = true}) == 1U);
  CHECK(store.job(job->id).error().code == ErrorCode::not_found);
  // A number is never used again.
  CHECK(calls.add(spec("k")) > claimed[1].lease.task);
}

TEST_CASE_TEMPLATE("store: pauses, resumes and limits queues", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  TaskStore& store = *under_test.store;
  const WorkerId alice = calls.new_worker();
  for (int i = 0; i < 5; ++i) calls.add(spec("k"));
  REQUIRE(store.pause("default").has_value());
  CHECK(claim_all(calls, alice).empty());
  CHECK(store.queues()->at(0).is_paused);
  const std::uint64_t paused = store.news(Topic::work);
  REQUIRE(store.resume("default").has_value());
  CHECK(store.news(Topic::work) != paused);
  REQUIRE(store.limit("default", 2).has_value());
  const auto claimed = claim_all(calls, alice);
  CHECK(claimed.size() == 2);
  CHECK(claim_all(calls, alice).empty());
  CHECK(count_of(store.queues()->at(0), TaskState::running) == 2);
  CHECK(count_of(store.queues()->at(0), TaskState::available) == 3);
  REQUIRE(store.limit("default", 1).has_value());
  calls.settle(claimed[0], Done{});
  CHECK(claim_all(calls, alice).empty());
  REQUIRE(store.limit("default", std::nullopt).has_value());
  CHECK(claim_all(calls, alice).size() == 3);
  CHECK_FALSE(store.limit("default", 0).has_value());
  CHECK_FALSE(store.pause("no such name").has_value());
  REQUIRE(store.pause("before.its.first.task").has_value());
  CHECK(store.queues()->at(0).name == "before.its.first.task");
}

TEST_CASE_TEMPLATE("store: a queue tells since when the next one waits", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  CHECK(under_test.store->queues()->at(0).name == "default");
  CHECK_FALSE(under_test.store->queues()->at(0).next_run_at.has_value());
  const WallTime first = under_test.clock.wall();
  calls.add(spec("k"));
  under_test.clock.pass(1s);
  calls.add(spec("other"));
  CHECK(under_test.store->queues()->at(0).next_run_at == first);
}

TEST_CASE_TEMPLATE("store: a worker that is asked to drain claims nothing any more", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  const WorkerId alice = calls.new_worker();
  calls.add(spec("k"));
  CHECK_FALSE(calls.live(alice).drain);
  REQUIRE(under_test.store->ask_to_drain(alice).has_value());
  CHECK(calls.live(alice).drain);
  CHECK(claim_all(calls, alice).empty());
  CHECK(under_test.store->ask_to_drain(WorkerId::random()).error().code == ErrorCode::not_found);
}

TEST_CASE_TEMPLATE("job: ends with its last task, and as they did", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  TaskStore& store = *under_test.store;
  const WorkerId alice = calls.new_worker();
  const auto job = store.submit_job({.name = "j", .details = "[1]"}, {spec("k"), spec("k")});
  const auto claimed = claim_all(calls, alice);
  Outcome second = Done{};
  JobState state = JobState::done;
  SUBCASE("done") {}
  SUBCASE("failed") {
    second = Failed{{FailureClass::permanent}};
    state = JobState::failed;
  }
  SUBCASE("cancelled") {
    second = Cancelled{};
    state = JobState::cancelled;
  }
  calls.settle(claimed.at(0), Done{});
  CHECK(store.job(job->id)->state == JobState::open);
  under_test.clock.pass(1s);
  calls.settle(claimed.at(1), second);
  const auto record = store.job(job->id);
  CHECK(record->state == state);
  CHECK(record->ended_at == under_test.clock.wall());
  CHECK(record->spec.details == "[1]");
  CHECK(store.jobs(JobId{}, 10)->size() == 1);
  CHECK(store.jobs(job->id, 10)->empty());
  CHECK_FALSE(store.submit_job({.name = "empty"}, {}).has_value());
  CHECK_FALSE(store.submit_job({.name = ""}, {spec("k")}).has_value());
}

TEST_CASE_TEMPLATE("job: its tasks hand in others, while their attempt counts", Store, TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  TaskStore& store = *under_test.store;
  const WorkerId alice = calls.new_worker();
  const auto job = store.submit_job({.name = "j"}, {spec("k")});
  const ClaimedTask plan = claim_all(calls, alice).at(0);
  CHECK(plan.job == job->id);
  TaskSpec chunk = spec("k");
  chunk.job = job->id;
  chunk.seq = 5;
  const auto added = store.enqueue({chunk}, plan.lease);
  CHECK(added->at(0).is_new);
  calls.settle(claim_all(calls, alice).at(0), Done{});
  // The plan is done again: what has a place in the job has it for ever.
  CHECK(store.enqueue({chunk}, plan.lease)->at(0) == Enqueued{added->at(0).id, false});
  CHECK(store.enqueue({spec("k")}, plan.lease).error().code == ErrorCode::invalid_argument);
  calls.settle(plan, Done{});
  CHECK(store.job(job->id)->state == JobState::done);
  CHECK(store.enqueue({chunk}, plan.lease).error().code == ErrorCode::already_exists);
  CHECK(store.enqueue({chunk}).error().code == ErrorCode::not_found);
}

TEST_CASE_TEMPLATE("job: the last ones wait for the others, and are done anew when one of these is", Store,
                   TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  TaskStore& store = *under_test.store;
  const WorkerId alice = calls.new_worker();
  TaskSpec finish = spec("k");
  finish.after_others = true;
  const auto job = store.submit_job({.name = "j"}, {finish, spec("k"), finish});
  const TaskId last = job->tasks.at(0).id;
  CHECK(calls.state(last) == TaskState::blocked);
  const auto others = claim_all(calls, alice);
  REQUIRE(others.size() == 1);
  CHECK(claim_all(calls, alice).empty());
  const std::uint64_t work = store.news(Topic::work);
  calls.settle(others[0], Failed{{FailureClass::permanent}});
  CHECK(store.news(Topic::work) != work);
  for (const ClaimedTask& task : claim_all(calls, alice)) calls.settle(task, Done{});
  CHECK(store.job(job->id)->state == JobState::failed);

  CHECK(store.retry({.job = job->id}) == 3U);
  CHECK(calls.state(last) == TaskState::blocked);
  CHECK(store.job(job->id)->state == JobState::open);
  CHECK_FALSE(store.job(job->id)->ended_at.has_value());
  calls.settle(claim_all(calls, alice).at(0), Done{});
  const auto again = claim_all(calls, alice);
  CHECK(again.size() == 2);
  for (const ClaimedTask& task : again) calls.settle(task, Done{});
  CHECK(store.job(job->id)->state == JobState::done);
}

TEST_CASE_TEMPLATE("job: one for a unique key, as long as one of its tasks may still work", Store,
                   TBBIMG_STORES_UNDER_TEST) {
  Store under_test;
  Calls calls(*under_test.store);
  TaskStore& store = *under_test.store;
  const WorkerId alice = calls.new_worker();
  const JobSpec unique{.name = "j", .unique_key = "/out"};
  const auto first = store.submit_job(unique, {spec("k"), spec("k")});
  CHECK(first->is_new);
  const auto same = store.submit_job(unique, {spec("k")});
  CHECK_FALSE(same->is_new);
  CHECK(same->id == first->id);
  CHECK(same->tasks.empty());
  const ClaimedTask running = calls.claim(alice, 1, {{"k", 1}}).at(0);

  REQUIRE(store.cancel_job(first->id).has_value());
  CHECK(store.job(first->id)->state == JobState::open);
  CHECK_FALSE(store.submit_job(unique, {spec("k")})->is_new);
  TaskSpec more = spec("k");
  more.job = first->id;
  CHECK(store.enqueue({more}, running.lease).error().code == ErrorCode::cancelled);
  calls.settle(running, Cancelled{});
  CHECK(store.job(first->id)->state == JobState::cancelled);
  CHECK(store.cancel_job(first->id).error().code == ErrorCode::not_found);

  const auto second = store.submit_job(unique, {spec("k")});
  CHECK(second->is_new);
  // Its tasks would work where those of the second one do.
  CHECK(store.retry({.job = first->id}) == 0U);
  calls.settle(claim_all(calls, alice).at(0), Done{});
  CHECK(store.retry({.job = first->id}) == 2U);
  CHECK(store.job(first->id)->state == JobState::open);
  CHECK_FALSE(store.job(first->id)->cancel_at.has_value());
}
