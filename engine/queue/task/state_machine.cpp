#include "engine/queue/task/state_machine.hpp"

#include <algorithm>
#include <array>

namespace tbbimg::queue {
namespace {

constexpr std::array<std::string_view, kTaskStates> kStateWords = {"blocked", "waiting", "available", "running",
                                                                   "done",    "failed",  "cancelled"};

/// Of an ending but done.
constexpr AttemptEnd attempt_end(Ending ending) noexcept {
  switch (ending) {
    case Ending::crashed: return AttemptEnd::crash;
    case Ending::timed_out: return AttemptEnd::timeout;
    case Ending::cancelled: return AttemptEnd::cancelled;
    case Ending::released: return AttemptEnd::released;
    default: return AttemptEnd::error;
  }
}

class Stepper {
 public:
  Stepper(const TaskLife& life, const TaskRules& rules, WallTime now)
      : transition_{.life = life}, rules_(rules), now_(now) {}

  Transition operator()(const Claim& claim) && {
    if (life().state != TaskState::available) return refuse(Refusal::not_available);
    life().state = TaskState::running;
    life().worker = claim.worker;
    ++life().epoch;
    life().started_at = now_;
    return transition_;
  }

  Transition operator()(const Settle& settle) && {
    if (life().worker != settle.worker || life().epoch != settle.epoch) return refuse(Refusal::void_attempt);
    if (life().state != TaskState::running) return refuse(Refusal::settled_already);
    if (settle.ending == Ending::done) return end(TaskState::done);
    transition_.attempt = attempt_end(settle.ending);
    switch (settle.ending) {
      case Ending::failed:
      case Ending::timed_out: return fail_once(settle.retry_after);
      case Ending::failed_for_good: ++life().attempts; return end_or_cancel(TaskState::failed);
      case Ending::crashed: return crash_once();
      case Ending::cancelled: return end(TaskState::cancelled);
      case Ending::released: return life().cancel_at ? end(TaskState::cancelled) : become(TaskState::available);
      case Ending::environment_failed: return go_on_later(settle.retry_after.value_or(kEnvironmentPause));
      case Ending::done: break;
    }
    return transition_;
  }

  Transition operator()(const Lose&) && {
    if (life().state != TaskState::running) return refuse(Refusal::not_running);
    life().worker.reset();
    transition_.attempt = AttemptEnd::lost;
    return crash_once();
  }

  Transition operator()(const BecomeDue&) && {
    if (life().state != TaskState::waiting || life().run_at > now_) return refuse(Refusal::not_due);
    return become(TaskState::available);
  }

  Transition operator()(const Unblock&) && {
    if (life().state != TaskState::blocked) return refuse(Refusal::not_blocked);
    return become(life().run_at > now_ ? TaskState::waiting : TaskState::available);
  }

  Transition operator()(const Cancel&) && {
    if (has_ended(life().state)) return refuse(Refusal::has_ended);
    if (life().state != TaskState::running) return end(TaskState::cancelled);
    if (!life().cancel_at) life().cancel_at = now_;
    return transition_;
  }

  Transition operator()(const Retry&) && {
    if (!has_ended(life().state)) return refuse(Refusal::has_not_ended);
    life().attempts = 0;
    life().crashes = 0;
    life().is_poison = false;
    life().cancel_at.reset();
    life().ended_at.reset();
    run_later(std::chrono::milliseconds(0));
    return rules_.after_others ? become(TaskState::blocked) : transition_;
  }

 private:
  TaskLife& life() noexcept { return transition_.life; }

  Transition refuse(Refusal refusal) noexcept {
    transition_.refusal = refusal;
    return transition_;
  }
  Transition become(TaskState state) noexcept {
    life().state = state;
    return transition_;
  }
  Transition end(TaskState state) noexcept {
    life().ended_at = now_;
    return become(state);
  }
  Transition end_or_cancel(TaskState state) noexcept { return end(life().cancel_at ? TaskState::cancelled : state); }
  Transition go_on_later(std::chrono::milliseconds wait) noexcept {
    return life().cancel_at ? end(TaskState::cancelled) : run_later(wait);
  }
  Transition run_later(std::chrono::milliseconds wait) noexcept {
    life().run_at = now_ + std::max(wait, std::chrono::milliseconds(0));
    life().rank_at = rank_of(life().run_at, rules_.priority);
    return become(life().run_at > now_ ? TaskState::waiting : TaskState::available);
  }
  Transition fail_once(std::optional<std::chrono::milliseconds> wait) noexcept {
    if (++life().attempts >= rules_.retry.max_attempts) return end_or_cancel(TaskState::failed);
    return go_on_later(wait.value_or(rules_.retry.after_error(life().attempts, jitter())));
  }
  Transition crash_once() noexcept {
    if (++life().crashes < rules_.retry.max_crashes) {
      return go_on_later(rules_.retry.after_crash(life().crashes, jitter()));
    }
    life().is_poison = !life().cancel_at.has_value();
    return end_or_cancel(TaskState::failed);
  }
  [[nodiscard]] std::uint64_t jitter() const noexcept {
    return jitter_of(static_cast<std::int64_t>(rules_.id), transition_.life.epoch);
  }

  Transition transition_;
  TaskRules rules_;
  WallTime now_;
};

}  // namespace

std::string_view to_string(TaskState state) noexcept { return kStateWords[static_cast<std::size_t>(state)]; }

TaskRules rules_of(TaskId id, const TaskSpec& spec) noexcept {
  return {.id = id, .priority = spec.priority, .after_others = spec.after_others, .retry = spec.retry};
}

WallTime rank_of(WallTime run_at, int priority) noexcept { return run_at - priority * kAgingStep; }

TaskLife begin_life(const TaskSpec& spec, WallTime now) noexcept {
  TaskLife life;
  life.created_at = now;
  life.run_at = std::max(spec.run_at.value_or(now), now);
  life.rank_at = rank_of(life.run_at, spec.priority);
  life.state = spec.after_others ? TaskState::blocked : life.run_at > now ? TaskState::waiting : TaskState::available;
  return life;
}

Transition step(const TaskLife& life, const TaskRules& rules, const TaskEvent& event, WallTime now) {
  return std::visit([&](const auto& which) { return Stepper(life, rules, now)(which); }, event);
}

}  // namespace tbbimg::queue
