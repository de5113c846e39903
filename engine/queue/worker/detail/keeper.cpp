#include "engine/queue/worker/detail/keeper.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace tbbimg::queue::detail {

Keeper::Keeper(TaskStore& store, KeeperOptions options, KeeperMailbox& mailbox,
               std::vector<std::unique_ptr<ExecutorMailbox>>& executors)
    : store_(store),
      options_(std::move(options)),
      mailbox_(mailbox),
      executors_(executors),
      id_(WorkerId::random()),
      slots_(executors.size()),
      backoff_(std::hash<WorkerId>()(id_)) {}

WorkerInfo Keeper::info() const {
  return {.id = id_,
          .name = options_.name,
          .slots = static_cast<int>(slots_.size()),
          .queues = options_.queues,
          .kinds = options_.kinds};
}

Status Keeper::begin() {
  TBBIMG_ASSIGN_OR_RETURN(lease_, store_.register_worker(info()));
  next_renewal_ = Steady::now() + lease_ / 3;
  return {};
}

void Keeper::run() {
  while (!is_over()) {
    look_at_deadlines();
    settle();
    claim();
    if (is_over()) break;
    auto message = mailbox_.take_until(next_deadline());
    while (message) {  // what is there already is settled together
      obey(*message);
      message = mailbox_.take_until(Steady::time_point::min());
    }
  }
  static_cast<void>(store_.remove_worker(id_));
}

bool Keeper::is_over() const { return stop_by_ && unsettled_.empty() && free_slots() == slots_.size(); }

std::size_t Keeper::free_slots() const {
  return static_cast<std::size_t>(std::ranges::count_if(slots_, [](const Slot& slot) { return !slot.task; }));
}

Keeper::Steady::time_point Keeper::next_deadline() const {
  Steady::time_point next = next_renewal_;
  if (!unsettled_.empty()) next = std::min(next, next_settlement_);
  if (!stop_by_ && free_slots() > 0) next = std::min(next, next_claim_);
  for (const Slot& slot : slots_) {
    if (!slot.task || slot.reason != Reason::none) continue;
    next = std::min(next, stop_by_ ? std::min(slot.deadline, *stop_by_) : slot.deadline);
  }
  return next;
}

void Keeper::obey(const ToKeeper& message) {
  if (const auto* finished = std::get_if<Finished>(&message)) {
    finish(slots_[finished->slot], finished->outcome);
  } else if (const auto* progressed = std::get_if<Progressed>(&message)) {
    slots_[progressed->slot].held.done = progressed->done;
    slots_[progressed->slot].held.total = progressed->total;
  } else if (const auto* news = std::get_if<News>(&message)) {
    (news->topic == Topic::work ? next_claim_ : next_renewal_) = Steady::now();
  } else if (const auto* stop = std::get_if<StopWithin>(&message)) {
    const auto by = Steady::now() + stop->grace;
    stop_by_ = stop_by_ ? std::min(*stop_by_, by) : by;
  }
}

void Keeper::finish(Slot& slot, const Outcome& outcome) {
  const Lease lease = slot.task->lease;
  const auto says = [&]() -> std::optional<Outcome> {
    if (slot.reason == Reason::lost) return std::nullopt;
    if (std::holds_alternative<Done>(outcome) || slot.reason == Reason::none) return outcome;
    if (slot.reason == Reason::cancelled) return Cancelled{};
    if (slot.reason == Reason::stopping) return Released{};
    return TimedOut{"took longer than " + std::to_string(slot.task->timeout.count()) + " ms"};
  };
  if (auto said = says()) unsettled_.push_back({lease, *std::move(said)});
  next_settlement_ = Steady::now();
  next_claim_ = Steady::now();
  slot = {};
}

void Keeper::ask_to_stop(Slot& slot, Reason reason) {
  if (!slot.task || slot.reason == Reason::lost) return;
  slot.reason = reason;
  slot.stop.request_stop();
}

void Keeper::look_at_deadlines() {
  const auto now = Steady::now();
  if (now >= next_renewal_) renew();
  for (Slot& slot : slots_) {
    if (!slot.task || slot.reason != Reason::none) continue;
    if (stop_by_ && now >= *stop_by_) {
      ask_to_stop(slot, Reason::stopping);
    } else if (now >= slot.deadline) {
      ask_to_stop(slot, Reason::timed_out);
    }
  }
}

void Keeper::renew() {
  next_renewal_ = Steady::now() + lease_ / 3;
  std::vector<HeldTask> held;
  for (const Slot& slot : slots_) {
    if (slot.task && slot.reason != Reason::lost) held.push_back(slot.held);
  }
  for (const Settlement& settlement : unsettled_) held.push_back({settlement.lease, 0, 0});
  const auto asked = store_.renew(id_, held);
  static_cast<void>(store_.reap());
  if (!asked) return;
  if (asked->worker_is_dead) {
    for (Slot& slot : slots_) ask_to_stop(slot, Reason::lost);
    unsettled_.clear();
    id_ = WorkerId::random();
    if (!begin()) next_renewal_ = Steady::now() + backoff_.next(++failures_);
    return;
  }
  drain_asked_ = asked->drain;
  const auto tell = [this](const std::vector<Lease>& leases, Reason reason) {
    for (Slot& slot : slots_) {
      if (slot.task && std::ranges::find(leases, slot.task->lease) != leases.end()) ask_to_stop(slot, reason);
    }
  };
  tell(asked->cancel, Reason::cancelled);
  tell(asked->lost, Reason::lost);
  for (const Lease& lease : asked->unknown) unsettled_.push_back({lease, Released{}});
}

void Keeper::settle() {
  if (unsettled_.empty() || Steady::now() < next_settlement_) return;
  // Void ones are given up with the others: somebody else has those tasks.
  if (store_.settle(unsettled_)) {
    unsettled_.clear();
    failures_ = 0;
    return;
  }
  next_settlement_ = Steady::now() + backoff_.next(++failures_);
}

void Keeper::claim() {
  if (stop_by_ || drain_asked_ || free_slots() == 0 || Steady::now() < next_claim_) return;
  next_claim_ = Steady::now() + options_.poll;
  for (const std::string& queue : options_.queues) claim_from(queue);
}

void Keeper::claim_from(const std::string& queue) {
  const std::size_t free = free_slots();
  if (free == 0) return;
  auto claimed = store_.claim({.worker = id_, .queue = queue, .kinds = options_.kinds, .at_most = free});
  if (!claimed) return;
  if (claimed->worker_is_dead) {
    next_renewal_ = Steady::now();
    return;
  }
  auto task = claimed->tasks.begin();
  for (std::size_t i = 0; i < slots_.size() && task != claimed->tasks.end(); ++i) {
    Slot& slot = slots_[i];
    if (slot.task) continue;
    slot.task = std::move(*task++);
    slot.held.lease = slot.task->lease;
    slot.deadline = Steady::now() + slot.task->timeout;
    executors_[i]->send({*slot.task, slot.stop.get_token()});
  }
}

}  // namespace tbbimg::queue::detail
