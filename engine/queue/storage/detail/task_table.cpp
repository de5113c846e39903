#include "engine/queue/storage/detail/task_table.hpp"

#include <algorithm>
#include <utility>

#include "engine/queue/storage/detail/checks.hpp"

namespace tbbimg::queue::detail {
namespace {

constexpr std::size_t index_of(TaskState state) noexcept { return static_cast<std::size_t>(state); }

std::int64_t number_of(TaskId id) noexcept { return static_cast<std::int64_t>(id); }

}  // namespace

TaskTable::TaskTable(std::chrono::milliseconds lease, BootTime opened_at) : lease_(lease), grace_(lease, opened_at) {
  static_cast<void>(queue_named("default"));
}

TaskTable::Entry* TaskTable::entry(Number id) noexcept {
  const Number at = id - first_id_;
  return at >= 0 && at < static_cast<Number>(tasks_.size()) ? tasks_[static_cast<std::size_t>(at)].get() : nullptr;
}

const TaskTable::Entry* TaskTable::entry(Number id) const noexcept { return const_cast<TaskTable*>(this)->entry(id); }

TaskTable::Queue& TaskTable::queue_named(std::string_view name) {
  const auto found = queues_.find(name);
  return found != queues_.end() ? found->second : queues_.emplace(std::string(name), Queue{}).first->second;
}

WallTime TaskTable::stamp(const Now& now) noexcept { return last_stamp_ = std::max(last_stamp_, now.wall); }

Status TaskTable::check_handed_in(const std::vector<TaskSpec>& specs, const std::optional<Lease>& by) const {
  std::optional<JobId> job_of_by;
  if (by) {
    if (!is_running_under(*by)) {
      return fail(ErrorCode::already_exists, "another attempt does the task that hands these in");
    }
    job_of_by = entry(number_of(by->task))->record.spec.job;
  }
  for (const TaskSpec& spec : specs) {
    if (by && spec.job != job_of_by) {
      return fail(ErrorCode::invalid_argument, "a task can hand in tasks of its own job alone");
    }
    if (!spec.job) continue;
    const auto job = jobs_.find(static_cast<Number>(*spec.job));
    if (job == jobs_.end() || job->second.record.state != JobState::open) {
      return fail(ErrorCode::not_found, "job " + std::to_string(static_cast<Number>(*spec.job)) + " is not open");
    }
    if (job->second.record.cancel_at) {
      return fail(ErrorCode::cancelled, "job " + std::to_string(job->first) + " is cancelled");
    }
  }
  return {};
}

Result<std::vector<Enqueued>> TaskTable::enqueue(std::vector<TaskSpec> specs, const std::optional<Lease>& by,
                                                 const Now& now) {
  TBBIMG_RETURN_IF_ERROR(check_all(specs));
  TBBIMG_RETURN_IF_ERROR(check_handed_in(specs, by));
  const WallTime at = stamp(now);
  std::vector<Enqueued> enqueued;
  enqueued.reserve(specs.size());
  for (TaskSpec& spec : specs) enqueued.push_back(add(std::move(spec), at));
  return enqueued;
}

Result<SubmittedJob> TaskTable::submit_job(const JobSpec& spec, std::vector<TaskSpec> tasks, const Now& now) {
  TBBIMG_RETURN_IF_ERROR(check_job(spec, tasks));
  if (const auto found = unique_jobs_.find(spec.unique_key); found != unique_jobs_.end()) {
    return SubmittedJob{.id = JobId(found->second), .is_new = false};
  }
  Job job;
  job.record = {.id = JobId(next_job_), .spec = spec, .created_at = stamp(now)};
  for (TaskSpec& task : tasks) task.job = job.record.id;
  jobs_.emplace(next_job_, std::move(job));
  auto enqueued = enqueue(std::move(tasks), std::nullopt, now);
  if (!enqueued) {
    jobs_.erase(next_job_);
    return fail(std::move(enqueued).error());
  }
  Job& kept = jobs_.at(next_job_++);
  if (!spec.unique_key.empty()) unique_jobs_.emplace(spec.unique_key, static_cast<Number>(kept.record.id));
  return SubmittedJob{.id = kept.record.id, .tasks = *std::move(enqueued)};
}

std::optional<TaskTable::Number> TaskTable::same_task(const TaskSpec& spec) const {
  if (spec.seq) {
    const auto& by_seq = jobs_.at(static_cast<Number>(*spec.job)).by_seq;
    if (const auto found = by_seq.find(*spec.seq); found != by_seq.end()) return found->second;
  }
  if (spec.unique_key.empty()) return std::nullopt;
  const auto found = unique_tasks_.find(spec.unique_key);
  return found == unique_tasks_.end() ? std::nullopt : std::optional(found->second);
}

Enqueued TaskTable::add(TaskSpec spec, WallTime now) {
  if (const auto same = same_task(spec)) return {.id = TaskId(*same), .is_new = false};
  auto added = std::make_unique<Entry>();
  const Number id = first_id_ + static_cast<Number>(tasks_.size());
  added->record.id = TaskId(id);
  added->record.life = begin_life(spec, now);
  spec.run_at.reset();
  added->queue = &queue_named(spec.queue);
  added->available = &added->queue->available[{spec.kind, spec.version}];
  if (spec.job) {
    added->job = &jobs_.at(static_cast<Number>(*spec.job));
    added->job->tasks.insert(id);
    if (spec.seq) added->job->by_seq.emplace(*spec.seq, id);
  }
  added->record.spec = std::move(spec);
  enter(*added);
  tasks_.push_back(std::move(added));
  return {.id = TaskId(id)};
}

void TaskTable::enter(Entry& entry) {
  const TaskRecord& record = entry.record;
  const Number id = number_of(record.id);
  ++entry.queue->counts[index_of(record.life.state)];
  if (record.life.state == TaskState::available) {
    entry.available->emplace(record.life.rank_at, id);
    tell(Topic::work);
  }
  if (record.life.state == TaskState::waiting) entry.queue->waiting.emplace(record.life.run_at, id);
  if (!has_ended(record.life.state) && !record.spec.unique_key.empty())
    unique_tasks_.emplace(record.spec.unique_key, id);
  if (entry.job == nullptr) return;
  ++entry.job->record.counts[index_of(record.life.state)];
  if (record.life.state == TaskState::blocked) entry.job->blocked.insert(id);
  if (!has_ended(record.life.state) && !record.spec.after_others) ++entry.job->open_others;
  const bool has_free_tasks = entry.job->open_others == 0 && !entry.job->blocked.empty();
  const auto job = static_cast<Number>(entry.job->record.id);
  if (has_free_tasks) {
    if (jobs_with_free_tasks_.insert(job).second) tell(Topic::work);
  } else {
    jobs_with_free_tasks_.erase(job);
  }
}

void TaskTable::leave(Entry& entry) {
  const TaskRecord& record = entry.record;
  const Number id = number_of(record.id);
  --entry.queue->counts[index_of(record.life.state)];
  if (record.life.state == TaskState::available) entry.available->erase({record.life.rank_at, id});
  if (record.life.state == TaskState::waiting) entry.queue->waiting.erase({record.life.run_at, id});
  if (!has_ended(record.life.state) && !record.spec.unique_key.empty()) unique_tasks_.erase(record.spec.unique_key);
  if (entry.job == nullptr) return;
  --entry.job->record.counts[index_of(record.life.state)];
  if (record.life.state == TaskState::blocked) entry.job->blocked.erase(id);
  if (!has_ended(record.life.state) && !record.spec.after_others) --entry.job->open_others;
}

Refusal TaskTable::apply(Entry& entry, const TaskEvent& event, WallTime now, std::optional<TaskFailure> failure) {
  TaskRecord& record = entry.record;
  const TaskLife before = record.life;
  const Transition transition = step(before, rules_of(record.id, record.spec), event, now);
  if (transition.refusal != Refusal::none) return transition.refusal;
  if (transition.life.state == before.state) {
    record.life = transition.life;
    return Refusal::none;
  }
  leave(entry);
  record.life = transition.life;
  enter(entry);
  const Number id = number_of(record.id);
  if (before.state == TaskState::running) {
    if (const auto worker = workers_.find(*before.worker); worker != workers_.end()) worker->second.running.erase(id);
  }
  if (transition.attempt) {
    attempts_[id].push_back({.task = record.id,
                             .epoch = before.epoch,
                             .worker = *before.worker,
                             .worker_name = record.worker_name,
                             .started_at = *before.started_at,
                             .ended_at = now,
                             .end = *transition.attempt,
                             .failure = failure});
  }
  if (failure) record.failure = std::move(failure);
  if (has_ended(record.life.state)) tell(Topic::ended);
  if (entry.job != nullptr) look_after(*entry.job, now);
  return Refusal::none;
}

void TaskTable::look_after(Job& job, WallTime now) {
  const JobState state = state_of(job.record);
  if (state == job.record.state) return;
  job.record.state = state;
  const bool is_open = state == JobState::open;
  if (is_open) {
    job.record.ended_at.reset();
    job.record.cancel_at.reset();
  } else {
    job.record.ended_at = now;
    tell(Topic::ended);
  }
  const std::string& key = job.record.spec.unique_key;
  if (key.empty()) return;
  if (is_open) {
    unique_jobs_.emplace(key, static_cast<Number>(job.record.id));
  } else {
    unique_jobs_.erase(key);
  }
}

}  // namespace tbbimg::queue::detail
