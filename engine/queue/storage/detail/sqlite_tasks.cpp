#include "engine/queue/storage/detail/sqlite_tasks.hpp"

#include <algorithm>
#include <utility>

namespace tbbimg::queue::detail {
SqliteTasks::SqliteTasks(SqliteTransaction& sql, const Times& times) : sql_(sql), now_(times.now.wall), times_(times) {}

void SqliteTasks::stamp() {
  auto rows = sql_.query(
      "insert into meta values ('last_stamp', ?) on conflict (key) do update set value = max(value, excluded.value) "
      "returning value",
      now_);
  if (rows.next()) now_ = WallTime(std::chrono::milliseconds(rows.integer(0)));
  while (rows.next()) {
  }
}

std::int64_t SqliteTasks::number_of(std::string_view sql, std::int64_t value) {
  auto rows = sql_.query(sql, value);
  return rows.next() ? rows.integer(0) : 0;
}

std::optional<TaskRow> SqliteTasks::row(TaskId id) {
  auto rows = rows_where("id = ?", id);
  return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

bool SqliteTasks::is_running_under(const Lease& lease) {
  auto rows = sql_.query("select 1 from task where id = ? and worker_id = ? and epoch = ? and state = 3", lease.task,
                         lease.worker.to_string(), lease.epoch);
  return rows.next();
}

Status SqliteTasks::check_handed_in(std::span<const TaskSpec> specs, const std::optional<Lease>& by) {
  std::optional<JobId> job_of_by;
  if (by) {
    if (!is_running_under(*by)) {
      return fail(ErrorCode::already_exists, "another attempt does the task that hands these in");
    }
    if (const auto handing_in = row(by->task)) job_of_by = handing_in->job;
  }
  for (const TaskSpec& spec : specs) {
    if (by && spec.job != job_of_by) {
      return fail(ErrorCode::invalid_argument, "a task can hand in tasks of its own job alone");
    }
    if (!spec.job) continue;
    const std::string name = "job " + std::to_string(static_cast<std::int64_t>(*spec.job));
    auto rows = sql_.query("select cancel_at is not null from job where id = ? and state = 0", *spec.job);
    if (!rows.next()) return fail(ErrorCode::not_found, name + " is not open");
    if (rows.integer(0) != 0) return fail(ErrorCode::cancelled, name + " is cancelled");
  }
  return {};
}

Result<std::vector<Enqueued>> SqliteTasks::enqueue(std::span<const TaskSpec> specs, const std::optional<Lease>& by) {
  TBBIMG_RETURN_IF_ERROR(check_handed_in(specs, by));
  stamp();
  std::vector<Enqueued> enqueued;
  enqueued.reserve(specs.size());
  for (const TaskSpec& spec : specs) enqueued.push_back(add(spec));
  return enqueued;
}

Result<SubmittedJob> SqliteTasks::submit_job(const JobSpec& spec, std::vector<TaskSpec> tasks) {
  stamp();
  if (!spec.unique_key.empty()) {
    auto rows = sql_.query("select id from job where unique_key = ? and state = 0", spec.unique_key);
    if (rows.next()) return SubmittedJob{.id = JobId(rows.integer(0)), .is_new = false};
  }
  sql_.run("insert into job (name, unique_key, state, details, created_at) values (?, ?, 0, ?, ?)", spec.name,
           unless_empty(spec.unique_key), spec.details, now_);
  const auto job = JobId(sql_.last_id());
  for (TaskSpec& task : tasks) task.job = job;
  TBBIMG_ASSIGN_OR_RETURN(auto enqueued, enqueue(tasks, std::nullopt));
  return SubmittedJob{.id = job, .tasks = std::move(enqueued)};
}

std::optional<TaskId> SqliteTasks::same_task(const TaskSpec& spec) {
  if (spec.seq) {
    auto rows = sql_.query("select id from task where job_id = ? and seq = ?", *spec.job, *spec.seq);
    if (rows.next()) return TaskId(rows.integer(0));
  }
  if (spec.unique_key.empty()) return std::nullopt;
  auto rows = sql_.query("select id from task where unique_key = ? and ended_at is null", spec.unique_key);
  return rows.next() ? std::optional(TaskId(rows.integer(0))) : std::nullopt;
}

Enqueued SqliteTasks::add(const TaskSpec& spec) {
  if (const auto same = same_task(spec)) return {.id = *same, .is_new = false};
  const TaskLife life = begin_life(spec, now_);
  sql_.run("insert into queue (name) values (?) on conflict do nothing", spec.queue);
  sql_.run(
      "insert into task (job_id, seq, after_others, kind, kind_version, queue, priority, args, tags, unique_key, "
      "timeout, "
      "max_attempts, max_crashes, retry_first, retry_longest, state, created_at, run_at, rank_at) values (?, ?, ?, ?, "
      "?, "
      "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      spec.job, spec.seq, spec.after_others, spec.kind, spec.version, spec.queue, spec.priority, spec.args,
      spec.tags.empty() ? std::string("[]") : json_of(spec.tags), unless_empty(spec.unique_key), spec.timeout,
      spec.retry.max_attempts, spec.retry.max_crashes, spec.retry.first, spec.retry.longest, life.state,
      life.created_at, life.run_at, life.rank_at);
  tell(Topic::work);
  return {.id = TaskId(sql_.last_id())};
}

Refusal SqliteTasks::apply(TaskRow& row, const TaskEvent& event, const std::optional<TaskFailure>& failure) {
  const TaskLife before = row.life;
  const Transition transition = step(before, row.rules, event, now_);
  if (transition.refusal != Refusal::none) return transition.refusal;
  row.life = transition.life;
  const TaskLife& life = row.life;
  const auto worker = life.worker ? std::optional(life.worker->to_string()) : std::nullopt;
  sql_.run(
      "update task set state = ?, attempts = ?, crashes = ?, is_poison = ?, epoch = ?, worker_id = ?, run_at = ?, "
      "rank_at = ?, started_at = ?, cancel_at = ?, ended_at = ? where id = ?",
      life.state, life.attempts, life.crashes, life.is_poison, life.epoch, worker, life.run_at, life.rank_at,
      life.started_at, life.cancel_at, life.ended_at, row.rules.id);
  const auto words = failure ? std::optional(json_of(*failure)) : std::nullopt;
  if (failure) sql_.run("update task set failure = ? where id = ?", words, row.rules.id);
  if (transition.attempt) {
    sql_.run("insert into attempt select id, ?, ?, worker_name, ?, ?, ?, ? from task where id = ?", before.epoch,
             before.worker->to_string(), before.started_at, now_, *transition.attempt, words, row.rules.id);
  }
  if (life.state == before.state) return Refusal::none;
  if (life.state == TaskState::available) tell(Topic::work);
  if (has_ended(life.state)) tell(Topic::ended);
  if (row.job && has_ended(life.state) != has_ended(before.state)) changed_jobs_.insert(*row.job);
  return Refusal::none;
}

void SqliteTasks::look_after_jobs() {
  for (const JobId id : std::exchange(changed_jobs_, {})) {
    const auto record = job(id);
    if (!record) continue;
    const JobState state = state_of(*record);
    if (state == record->state) {
      // The last of the others may have ended, and those that wait for them can be claimed.
      if (record->counts[static_cast<std::size_t>(TaskState::blocked)] > 0) tell(Topic::work);
      continue;
    }
    if (state == JobState::open) {
      sql_.run("update job set state = 0, ended_at = null, cancel_at = null where id = ?", id);
    } else {
      sql_.run("update job set state = ?, ended_at = ? where id = ?", state, now_, id);
      tell(Topic::ended);
    }
  }
}

}  // namespace tbbimg::queue::detail
