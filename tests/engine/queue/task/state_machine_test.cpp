#include "engine/queue/task/state_machine.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace tbbimg::queue;
using namespace std::chrono_literals;

namespace {

constexpr WallTime kNow{1'700'000'000'000ms};

const WorkerId kAlice = *WorkerId::parse("00000000-0000-4000-8000-00000000000a");
const WorkerId kBob = *WorkerId::parse("00000000-0000-4000-8000-00000000000b");

TaskLife available() { return begin_life({.kind = "k"}, kNow); }

TaskLife after(const TaskLife& life, const TaskEvent& event, WallTime now = kNow,
               const TaskRules& rules = {.id = TaskId{1}}) {
  const Transition transition = step(life, rules, event, now);
  CHECK(transition.refusal == Refusal::none);
  return transition.life;
}

TaskLife running() { return after(available(), Claim{kAlice}); }

Settle alice_says(Ending ending, std::chrono::milliseconds retry_after = 0ms) {
  return {kAlice, 1, ending, retry_after};
}

Refusal refusal_of(const TaskLife& life, const TaskEvent& event) {
  const Transition transition = step(life, {}, event, kNow);
  CHECK(transition.life == life);
  return transition.refusal;
}

}  // namespace

TEST_CASE("task life: begins available, waiting or blocked") {
  CHECK(begin_life({.kind = "k"}, kNow).state == TaskState::available);
  CHECK(begin_life({.kind = "k", .run_at = kNow + 1ms}, kNow).state == TaskState::waiting);
  CHECK(begin_life({.kind = "k", .run_at = kNow + 1ms, .after_others = true}, kNow).state == TaskState::blocked);
  // Who names a time that is over goes to the back all the same.
  CHECK(begin_life({.kind = "k", .run_at = kNow - 1h}, kNow).run_at == kNow);
}

TEST_CASE("task life: a claim gives it to a worker, with an epoch of its own") {
  const TaskLife life = after(available(), Claim{kAlice}, kNow + 5ms);
  CHECK(life.state == TaskState::running);
  CHECK(life.worker == kAlice);
  CHECK(life.epoch == 1);
  CHECK(life.started_at == kNow + 5ms);
  CHECK(refusal_of(life, Claim{kBob}) == Refusal::not_available);
}

TEST_CASE("task life: what a settlement makes of it") {
  struct Row {
    Ending ending;
    TaskState state;
    int attempts;
    int crashes;
    std::optional<AttemptEnd> attempt;
  };
  const std::vector<Row> rows = {
      {Ending::done, TaskState::done, 0, 0, {}},
      {Ending::failed, TaskState::waiting, 1, 0, AttemptEnd::error},
      {Ending::failed_for_good, TaskState::failed, 1, 0, AttemptEnd::error},
      {Ending::environment_failed, TaskState::waiting, 0, 0, AttemptEnd::error},
      {Ending::released, TaskState::available, 0, 0, AttemptEnd::released},
      {Ending::cancelled, TaskState::cancelled, 0, 0, AttemptEnd::cancelled},
      {Ending::crashed, TaskState::available, 0, 1, AttemptEnd::crash},
      {Ending::timed_out, TaskState::waiting, 1, 0, AttemptEnd::timeout},
  };
  REQUIRE(rows.size() == kEndings);
  for (const Row& row : rows) {
    CAPTURE(static_cast<int>(row.ending));
    const Transition transition = step(running(), {}, alice_says(row.ending, 3s), kNow + 1s);
    const TaskLife& life = transition.life;
    CHECK(transition.refusal == Refusal::none);
    CHECK(life.state == row.state);
    CHECK(life.attempts == row.attempts);
    CHECK(life.crashes == row.crashes);
    CHECK(transition.attempt == row.attempt);
    CHECK_FALSE(life.is_poison);
    CHECK(refusal_of(life, alice_says(row.ending)) == Refusal::settled_already);
    CHECK(life.ended_at.has_value() == has_ended(row.state));
    const bool goes_on_later = row.state == TaskState::waiting;
    CHECK(life.run_at == (goes_on_later ? kNow + 4s : row.ending == Ending::crashed ? kNow + 1s : kNow));
  }
}

TEST_CASE("task life: nobody but the worker that has it at its epoch settles it") {
  const TaskLife first = running();
  CHECK(refusal_of(first, Settle{kBob, 1, Ending::done}) == Refusal::void_attempt);
  CHECK(refusal_of(first, Settle{kAlice, 0, Ending::done}) == Refusal::void_attempt);

  // Alice was given up, and comes late: not while the task waits, not while Bob has it, not behind him.
  const TaskLife lost = after(first, Lose{});
  CHECK(refusal_of(lost, alice_says(Ending::done)) == Refusal::void_attempt);
  const TaskLife second = after(lost, Claim{kBob});
  CHECK(refusal_of(second, alice_says(Ending::done)) == Refusal::void_attempt);
  // A server that forgot a claim can give an epoch twice, but not to the same worker.
  CHECK(refusal_of(second, Settle{kAlice, 2, Ending::done}) == Refusal::void_attempt);
  const TaskLife done = after(second, Settle{kBob, 2, Ending::done});
  CHECK(refusal_of(done, alice_says(Ending::failed)) == Refusal::void_attempt);
  CHECK(refusal_of(done, Settle{kBob, 2, Ending::done}) == Refusal::settled_already);
  CHECK(refusal_of(lost, Lose{}) == Refusal::not_running);
}

TEST_CASE("task life: attempts are used up, and so are crashes, each for itself") {
  const TaskRules rules{.retry = {.max_attempts = 2, .max_crashes = 3, .first = 0ms}};
  TaskLife life = available();
  const auto go_on = [&](Ending ending) {
    life = after(life, Claim{kAlice}, kNow, rules);
    const Transition transition = step(life, rules, Settle{kAlice, life.epoch, ending, 0ms}, kNow);
    life = transition.life;
    return transition;
  };
  CHECK(go_on(Ending::failed).life.state == TaskState::available);
  CHECK(go_on(Ending::crashed).life.state == TaskState::available);
  CHECK(go_on(Ending::crashed).life.state == TaskState::available);
  for (int i = 0; i < 10; ++i) {
    CHECK(go_on(Ending::released).life.state == TaskState::available);
    CHECK(go_on(Ending::environment_failed).life.state == TaskState::available);
  }
  const TaskLife before = life;
  const Transition last_error = go_on(Ending::timed_out);
  CHECK(last_error.life.state == TaskState::failed);
  CHECK_FALSE(last_error.life.is_poison);
  life = before;
  life = after(life, Claim{kAlice}, kNow, rules);
  const TaskLife poison = after(life, Lose{}, kNow, rules);
  CHECK(poison.state == TaskState::failed);
  CHECK(poison.is_poison);
  CHECK_FALSE(after(poison, Retry{}, kNow, rules).is_poison);
}

TEST_CASE("task life: cancelled at once, or when who does it obeys") {
  for (const TaskLife& life : {available(), begin_life({.kind = "k", .run_at = kNow + 1h}, kNow),
                               begin_life({.kind = "k", .after_others = true}, kNow)}) {
    const TaskLife cancelled = after(life, Cancel{}, kNow + 1ms);
    CHECK(cancelled.state == TaskState::cancelled);
    CHECK(cancelled.ended_at == kNow + 1ms);
    CHECK(refusal_of(cancelled, Cancel{}) == Refusal::has_ended);
  }
  const TaskLife asked = after(running(), Cancel{}, kNow + 1ms);
  CHECK(asked.state == TaskState::running);
  CHECK(asked.cancel_at == kNow + 1ms);
  CHECK(after(asked, Cancel{}, kNow + 9ms).cancel_at == kNow + 1ms);
  for (std::size_t i = 1; i < kEndings; ++i) {
    CHECK(after(asked, alice_says(static_cast<Ending>(i), 1s)).state == TaskState::cancelled);
  }
  CHECK(after(asked, alice_says(Ending::done)).state == TaskState::done);
  CHECK(after(asked, Lose{}).state == TaskState::cancelled);
}

TEST_CASE("task life: due and unblocked when it is time") {
  const TaskLife waiting = begin_life({.kind = "k", .run_at = kNow + 1s}, kNow);
  CHECK(refusal_of(waiting, BecomeDue{}) == Refusal::not_due);
  CHECK(after(waiting, BecomeDue{}, kNow + 1s).state == TaskState::available);
  CHECK(refusal_of(available(), BecomeDue{}) == Refusal::not_due);

  const TaskLife blocked = begin_life({.kind = "k", .run_at = kNow + 1s, .after_others = true}, kNow);
  CHECK(after(blocked, Unblock{}).state == TaskState::waiting);
  CHECK(after(blocked, Unblock{}, kNow + 1s).state == TaskState::available);
  CHECK(refusal_of(waiting, Unblock{}) == Refusal::not_blocked);
}

TEST_CASE("task life: a retry by a person counts anew, and keeps the epoch") {
  CHECK(refusal_of(available(), Retry{}) == Refusal::has_not_ended);
  CHECK(refusal_of(running(), Retry{}) == Refusal::has_not_ended);
  const TaskLife failed = after(running(), alice_says(Ending::failed_for_good), kNow + 1s);
  const TaskLife again = after(failed, Retry{}, kNow + 1min, {.priority = 1});
  CHECK(after(failed, Retry{}, kNow, {.after_others = true}).state == TaskState::blocked);
  CHECK(again.state == TaskState::available);
  CHECK(again.attempts == 0);
  CHECK(again.epoch == 1);
  CHECK(again.run_at == kNow + 1min);
  CHECK(again.rank_at == again.run_at - kAgingStep);
  CHECK_FALSE(again.ended_at.has_value());
  CHECK(after(again, Claim{kAlice}).epoch == 2);
}

TEST_CASE("task life: overtaken by those alone that come within the difference of priorities") {
  const TaskLife low = begin_life({.kind = "k", .priority = -3}, kNow);
  const auto rank_of_high = [](std::chrono::milliseconds later) {
    return begin_life({.kind = "k", .priority = 2}, kNow + later).rank_at;
  };
  CHECK(rank_of_high(5 * kAgingStep - 1ms) < low.rank_at);
  CHECK(rank_of_high(5 * kAgingStep) == low.rank_at);  // the smaller id goes first
  CHECK(rank_of_high(5 * kAgingStep + 1ms) > low.rank_at);
}

TEST_CASE("task life: holds what it says over 10,000 random histories") {
  for (unsigned seed = 0; seed < 10'000; ++seed) {
    std::mt19937 random(seed);
    const auto below = [&](unsigned n) { return static_cast<int>(random() % n); };
    const TaskRules rules{.id = TaskId{1},
                          .priority = below(201) - 100,
                          .after_others = below(4) == 0,
                          .retry = {.max_attempts = 1 + below(3), .max_crashes = 1 + below(3), .first = 1s}};
    WallTime now = kNow;
    TaskLife life = begin_life({.kind = "k", .priority = rules.priority, .after_others = rules.after_others}, now);
    int settlements_that_count = 0;
    for (int i = 0; i < 40; ++i) {
      now += std::chrono::milliseconds(below(2000));
      TaskEvent event = Claim{below(2) == 0 ? kAlice : kBob};
      switch (below(9)) {
        case 8: event = below(2) == 0 ? TaskEvent(Lose{}) : TaskEvent(BecomeDue{}); break;
        case 0: event = BecomeDue{}; break;
        case 1: event = Unblock{}; break;
        case 2: event = below(4) == 0 ? TaskEvent(Cancel{}) : TaskEvent(BecomeDue{}); break;
        case 3: event = below(4) == 0 ? TaskEvent(Retry{}) : TaskEvent(Unblock{}); break;
        case 4:
        case 5:
        case 6:
          event = Settle{below(2) == 0 ? kAlice : kBob, life.epoch - static_cast<unsigned>(below(2)),
                         static_cast<Ending>(below(kEndings))};
          break;
        default: break;
      }
      const Transition transition = step(life, rules, event, now);
      CAPTURE(seed);
      CAPTURE(i);
      const TaskLife& then = transition.life;
      if (transition.refusal != Refusal::none) {
        REQUIRE(then == life);
        continue;
      }
      REQUIRE((then.worker.has_value() || then.state != TaskState::running));
      REQUIRE(then.ended_at.has_value() == has_ended(then.state));
      REQUIRE(then.epoch == life.epoch + (std::holds_alternative<Claim>(event) ? 1U : 0U));
      REQUIRE(then.attempts <= rules.retry.max_attempts);
      REQUIRE(then.crashes <= rules.retry.max_crashes);
      REQUIRE(then.rank_at == rank_of(then.run_at, rules.priority));
      REQUIRE((then.state == TaskState::waiting) <= (then.run_at > life.created_at));
      if (std::holds_alternative<Settle>(event)) ++settlements_that_count;
      life = then;
    }
    REQUIRE(settlements_that_count <= static_cast<int>(life.epoch));
  }
}
