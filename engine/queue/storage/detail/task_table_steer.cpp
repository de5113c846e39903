// Those who watch and steer.
#include <algorithm>
#include <utility>

#include "engine/queue/storage/detail/checks.hpp"
#include "engine/queue/storage/detail/task_table.hpp"

namespace tbbimg::queue::detail {
namespace {

bool lets_through(const TaskFilter& filter, const TaskRecord& record) {
  const TaskSpec& spec = record.spec;
  const auto& ended_at = record.life.ended_at;
  return (filter.states.empty() || std::ranges::find(filter.states, record.life.state) != filter.states.end()) &&
         (filter.kind.empty() || spec.kind == filter.kind) && (filter.queue.empty() || spec.queue == filter.queue) &&
         (filter.tag.empty() || std::ranges::find(spec.tags, filter.tag) != spec.tags.end()) &&
         (filter.error_code.empty() || (record.failure && record.failure->code == filter.error_code)) &&
         (!filter.job || spec.job == filter.job) &&
         (!filter.ended_since || (ended_at && *ended_at >= *filter.ended_since)) &&
         (!filter.ended_before || (ended_at && *ended_at < *filter.ended_before));
}

}  // namespace

void TaskTable::visit(const TaskFilter& filter, Number after, const std::function<bool(const Entry&)>& take) const {
  const auto goes_on = [&](Number id) {
    const Entry* candidate = id > after ? entry(id) : nullptr;
    return candidate == nullptr || !lets_through(filter, candidate->record) || take(*candidate);
  };
  if (filter.ids) {
    std::set<Number> ids;
    for (const TaskId id : *filter.ids) ids.insert(static_cast<Number>(id));
    static_cast<void>(std::ranges::all_of(ids, goes_on));
  } else if (filter.job) {
    const auto job = jobs_.find(static_cast<Number>(*filter.job));
    if (job != jobs_.end()) static_cast<void>(std::ranges::all_of(job->second.tasks, goes_on));
  } else {
    const Number end = first_id_ + static_cast<Number>(tasks_.size());
    for (Number id = std::max(first_id_, after + 1); id < end && goes_on(id);) ++id;
  }
}

std::vector<TaskTable::Number> TaskTable::matches(const TaskFilter& filter) const {
  std::vector<Number> ids;
  visit(filter, 0, [&ids](const Entry& match) {
    ids.push_back(static_cast<Number>(match.record.id));
    return true;
  });
  return ids;
}

Result<std::vector<TaskRecord>> TaskTable::find(const TaskFilter& filter, TaskId after, std::size_t limit) const {
  TBBIMG_RETURN_IF_ERROR(check_filter(filter));
  std::vector<TaskRecord> records;
  if (limit == 0) return records;
  visit(filter, static_cast<Number>(after), [&](const Entry& match) {
    records.push_back(match.record);
    return records.size() < limit;
  });
  return records;
}

Result<TaskRecord> TaskTable::task(TaskId id) const {
  const Entry* found = entry(static_cast<Number>(id));
  if (found == nullptr) {
    return fail(ErrorCode::not_found, "there is no task " + std::to_string(static_cast<Number>(id)));
  }
  return found->record;
}

std::vector<AttemptRecord> TaskTable::attempts(TaskId task) const {
  const auto found = attempts_.find(static_cast<Number>(task));
  return found == attempts_.end() ? std::vector<AttemptRecord>() : found->second;
}

std::vector<QueueRecord> TaskTable::queues() const {
  std::vector<QueueRecord> records;
  for (const auto& [name, queue] : queues_) {
    QueueRecord& record = records.emplace_back(QueueRecord{
        .name = name, .is_paused = queue.is_paused, .max_running = queue.max_running, .counts = queue.counts});
    const ByTime::value_type* next = nullptr;
    for (const auto& [kind, available] : queue.available) {
      if (!available.empty() && (next == nullptr || *available.begin() < *next)) next = &*available.begin();
    }
    if (next != nullptr) record.next_run_at = entry(next->second)->record.life.run_at;
  }
  return records;
}

std::vector<WorkerRecord> TaskTable::workers(const Now& now) const {
  std::vector<WorkerRecord> records;
  for (const auto& [id, worker] : workers_) {
    records.push_back({.info = worker.info,
                       .started_at = worker.started_at,
                       .lease_left = worker.lease_until - now.boot,
                       .drain_asked = worker.drain_asked,
                       .held = worker.held});
  }
  std::ranges::sort(records, {},
                    [](const WorkerRecord& record) { return std::pair(record.started_at, record.info.id); });
  return records;
}

Result<JobRecord> TaskTable::job(JobId id) const {
  const auto found = jobs_.find(static_cast<Number>(id));
  if (found == jobs_.end()) {
    return fail(ErrorCode::not_found, "there is no job " + std::to_string(static_cast<Number>(id)));
  }
  return found->second.record;
}

std::vector<JobRecord> TaskTable::jobs(JobId after, std::size_t limit) const {
  std::vector<JobRecord> records;
  for (auto at = jobs_.upper_bound(static_cast<Number>(after)); at != jobs_.end() && records.size() < limit; ++at) {
    records.push_back(at->second.record);
  }
  return records;
}

Result<std::uint64_t> TaskTable::cancel(const TaskFilter& filter, const Now& now) {
  TBBIMG_RETURN_IF_ERROR(check_filter(filter));
  const WallTime at = stamp(now);
  std::uint64_t changed = 0;
  for (const Number id : matches(filter)) {
    Entry& match = *entry(id);
    if (match.record.life.cancel_at || apply(match, Cancel{}, at) != Refusal::none) continue;
    ++changed;
    if (match.record.life.cancel_at) tell(Topic::asked);
  }
  return changed;
}

bool TaskTable::may_be_retried(const Entry& entry) const {
  const auto is_free = [](const auto& keys, const std::string& key, Number own) {
    const auto found = keys.find(key);
    return key.empty() || found == keys.end() || found->second == own;
  };
  const TaskRecord& record = entry.record;
  if (!has_ended(record.life.state)) return false;
  if (!is_free(unique_tasks_, record.spec.unique_key, static_cast<Number>(record.id))) return false;
  return entry.job == nullptr ||
         is_free(unique_jobs_, entry.job->record.spec.unique_key, static_cast<Number>(entry.job->record.id));
}

Result<std::uint64_t> TaskTable::retry(const TaskFilter& filter, const Now& now) {
  TBBIMG_RETURN_IF_ERROR(check_filter(filter));
  const WallTime at = stamp(now);
  std::uint64_t changed = 0;
  for (const Number id : matches(filter_of_retry(filter))) {
    Entry& match = *entry(id);
    if (!may_be_retried(match)) continue;
    if (apply(match, Retry{}, at) != Refusal::none) continue;
    ++changed;
    if (match.job == nullptr) continue;
    for (const Number other : match.job->tasks) {
      Entry& follower = *entry(other);
      if (follower.record.spec.after_others && may_be_retried(follower) &&
          apply(follower, Retry{}, at) == Refusal::none) {
        ++changed;
      }
    }
  }
  return changed;
}

void TaskTable::forget(Number id) {
  Entry& forgotten = *entry(id);
  leave(forgotten);
  attempts_.erase(id);
  if (Job* job = forgotten.job; job != nullptr) {
    job->tasks.erase(id);
    if (forgotten.record.spec.seq) job->by_seq.erase(*forgotten.record.spec.seq);
    if (job->tasks.empty()) jobs_.erase(static_cast<Number>(job->record.id));
  }
  tasks_[static_cast<std::size_t>(id - first_id_)].reset();
  while (!tasks_.empty() && tasks_.front() == nullptr) {
    tasks_.pop_front();
    ++first_id_;
  }
}

Result<std::uint64_t> TaskTable::remove(const TaskFilter& filter) {
  TBBIMG_RETURN_IF_ERROR(check_filter(filter));
  std::uint64_t changed = 0;
  for (const Number id : matches(filter)) {
    if (!has_ended(entry(id)->record.life.state)) continue;
    forget(id);
    ++changed;
  }
  return changed;
}

Status TaskTable::cancel_job(JobId id, const Now& now) {
  const auto found = jobs_.find(static_cast<Number>(id));
  if (found == jobs_.end() || found->second.record.state != JobState::open) {
    return fail(ErrorCode::not_found, "job " + std::to_string(static_cast<Number>(id)) + " is not open");
  }
  Job& job = found->second;
  const WallTime at = stamp(now);
  if (!job.record.cancel_at) job.record.cancel_at = at;
  for (const Number task : job.tasks) static_cast<void>(apply(*entry(task), Cancel{}, at));
  tell(Topic::asked);
  return {};
}

Status TaskTable::pause(std::string_view queue, bool is_paused) {
  TBBIMG_RETURN_IF_ERROR(check_name("queue", queue));
  queue_named(queue).is_paused = is_paused;
  if (!is_paused) tell(Topic::work);
  return {};
}

Status TaskTable::limit(std::string_view queue, std::optional<int> max_running) {
  TBBIMG_RETURN_IF_ERROR(check_limit(queue, max_running));
  queue_named(queue).max_running = max_running;
  tell(Topic::work);
  return {};
}

Status TaskTable::ask_to_drain(WorkerId id) {
  Worker* worker = worker_of(id);
  if (worker == nullptr) return fail(ErrorCode::not_found, "there is no worker " + id.to_string());
  worker->drain_asked = true;
  tell(Topic::asked);
  return {};
}

}  // namespace tbbimg::queue::detail
