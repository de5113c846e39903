// Those who work.
#include <algorithm>
#include <utility>

#include "engine/queue/storage/detail/checks.hpp"
#include "engine/queue/storage/detail/task_table.hpp"

namespace tbbimg::queue::detail {

TaskTable::Worker* TaskTable::worker_of(WorkerId id) noexcept {
  const auto found = workers_.find(id);
  return found == workers_.end() ? nullptr : &found->second;
}

bool TaskTable::is_running_under(const Lease& lease) const noexcept {
  const Entry* held = entry(static_cast<Number>(lease.task));
  return held != nullptr && held->record.life.state == TaskState::running && held->record.life.worker == lease.worker &&
         held->record.life.epoch == lease.epoch;
}

Result<std::chrono::milliseconds> TaskTable::register_worker(const WorkerInfo& info, const Now& now) {
  TBBIMG_RETURN_IF_ERROR(check_text("name of a worker", info.name, kLongestUniqueKey));
  grace_.hear(now.boot);
  Worker worker{.info = info, .started_at = stamp(now), .lease_until = now.boot + lease_};
  if (!workers_.emplace(info.id, std::move(worker)).second) {
    return fail(ErrorCode::already_exists, "worker " + info.id.to_string() + " is registered already");
  }
  return lease_;
}

Asked TaskTable::renew(WorkerId id, std::span<const HeldTask> held, const Now& now) {
  grace_.hear(now.boot);
  Worker* worker = worker_of(id);
  if (worker == nullptr) return {.worker_is_dead = true};
  worker->lease_until = now.boot + lease_;
  worker->held.assign(held.begin(), held.end());
  Asked asked{.drain = worker->drain_asked};
  auto unknown = worker->running;
  for (const HeldTask& task : held) {
    if (!is_running_under(task.lease)) {
      asked.lost.push_back(task.lease);
      continue;
    }
    unknown.erase(static_cast<Number>(task.lease.task));
    if (entry(static_cast<Number>(task.lease.task))->record.life.cancel_at) asked.cancel.push_back(task.lease);
  }
  for (const auto& [task, epoch] : unknown) asked.unknown.push_back({TaskId(task), id, epoch});
  return asked;
}

void TaskTable::make_available(Queue& queue, WallTime now) {
  for (std::size_t i = 0; i < kSlice && !queue.waiting.empty() && queue.waiting.begin()->first <= now; ++i) {
    static_cast<void>(apply(*entry(queue.waiting.begin()->second), BecomeDue{}, now));
  }
  while (!jobs_with_free_tasks_.empty()) {
    Job& job = jobs_.at(*jobs_with_free_tasks_.begin());
    static_cast<void>(apply(*entry(*job.blocked.begin()), Unblock{}, now));
  }
}

TaskTable::Entry* TaskTable::next_of(Queue& queue, const ClaimRequest& request) {
  Entry* next = nullptr;
  const auto key = [](const Entry& e) { return std::pair(e.record.life.rank_at, e.record.id); };
  const auto is_left_out = [&](const Entry& e) {
    return e.record.spec.job && std::ranges::find(request.except_jobs, *e.record.spec.job) != request.except_jobs.end();
  };
  for (const KindVersion& kind : request.kinds) {
    const auto of_kind = queue.available.find(kind);
    if (of_kind == queue.available.end()) continue;
    for (const auto& [rank_at, id] : of_kind->second) {
      Entry* candidate = entry(id);
      if (next != nullptr && key(*next) <= key(*candidate)) break;
      if (is_left_out(*candidate)) continue;
      next = candidate;
      break;
    }
  }
  return next;
}

Claimed TaskTable::claim(const ClaimRequest& request, const Now& now) {
  grace_.hear(now.boot);
  Worker* worker = worker_of(request.worker);
  if (worker == nullptr) return {.worker_is_dead = true};
  Claimed claimed;
  Queue& queue = queue_named(request.queue);
  if (worker->drain_asked || worker->lease_until <= now.boot || queue.is_paused) return claimed;
  const WallTime at = stamp(now);
  make_available(queue, at);

  std::size_t at_most = request.at_most;
  if (queue.max_running) {
    const std::uint64_t running = queue.counts[static_cast<std::size_t>(TaskState::running)];
    const auto most = static_cast<std::uint64_t>(*queue.max_running);
    at_most = std::min<std::uint64_t>(at_most, most - std::min(most, running));
  }
  while (claimed.tasks.size() < at_most) {
    Entry* next = next_of(queue, request);
    if (next == nullptr) break;
    static_cast<void>(apply(*next, Claim{request.worker}, at));
    TaskRecord& record = next->record;
    record.worker_name = worker->info.name;
    worker->running.emplace(static_cast<Number>(record.id), record.life.epoch);
    claimed.tasks.push_back({.lease = {record.id, request.worker, record.life.epoch},
                             .kind = record.spec.kind,
                             .version = record.spec.version,
                             .args = record.spec.args,
                             .timeout = record.spec.timeout,
                             .job = record.spec.job,
                             .seq = record.spec.seq,
                             .attempts = record.life.attempts,
                             .crashes = record.life.crashes,
                             .checkpoint = record.checkpoint});
  }
  return claimed;
}

Settled TaskTable::settle_one(Settlement settlement, WallTime now) {
  Entry* settled = entry(static_cast<Number>(settlement.lease.task));
  if (settled == nullptr) return Settled::is_void;
  Settle event{settlement.lease.worker, settlement.lease.epoch, ending_of(settlement.outcome)};
  if (const auto* failed = std::get_if<Failed>(&settlement.outcome)) event.retry_after = failed->retry_after;
  switch (apply(*settled, event, now, failure_of(settlement.outcome))) {
    case Refusal::none: break;
    case Refusal::settled_already: return Settled::counted_before;
    default: return Settled::is_void;
  }
  if (auto* done = std::get_if<Done>(&settlement.outcome)) settled->record.output = std::move(done->output);
  return Settled::counts;
}

Result<std::vector<Settled>> TaskTable::settle(std::vector<Settlement> settlements, const Now& now) {
  TBBIMG_RETURN_IF_ERROR(check_outputs(settlements));
  grace_.hear(now.boot);
  const WallTime at = stamp(now);
  std::vector<Settled> settled;
  settled.reserve(settlements.size());
  for (Settlement& settlement : settlements) settled.push_back(settle_one(std::move(settlement), at));
  return settled;
}

Result<bool> TaskTable::checkpoint(const Lease& lease, std::string json) {
  TBBIMG_RETURN_IF_ERROR(check_json("checkpoint of a task", json));
  if (!is_running_under(lease)) return false;
  entry(static_cast<Number>(lease.task))->record.checkpoint = std::move(json);
  return true;
}

void TaskTable::remove_worker(WorkerId id, const Now& now) {
  Worker* worker = worker_of(id);
  if (worker == nullptr) return;
  const WallTime at = stamp(now);
  while (!worker->running.empty()) {
    const auto [task, epoch] = *worker->running.begin();
    static_cast<void>(apply(*entry(task), Settle{id, epoch, Ending::released}, at));
  }
  workers_.erase(id);
}

std::vector<ReapedWorker> TaskTable::reap(const Now& now) {
  grace_.hear(now.boot);
  std::vector<ReapedWorker> reaped;
  if (grace_.holds()) return reaped;
  const WallTime at = stamp(now);
  for (auto& [id, worker] : workers_) {
    if (worker.lease_until > now.boot) continue;
    ReapedWorker& dead = reaped.emplace_back(ReapedWorker{.id = id, .name = worker.info.name});
    while (!worker.running.empty()) {
      const Number task = worker.running.begin()->first;
      dead.tasks.push_back(TaskId(task));
      static_cast<void>(apply(*entry(task), Lose{}, at, failure_of_lost()));
    }
  }
  for (const ReapedWorker& dead : reaped) workers_.erase(dead.id);
  return reaped;
}

}  // namespace tbbimg::queue::detail
