// Those who watch and steer.
#include <algorithm>
#include <utility>

#include "engine/queue/storage/detail/sqlite_tasks.hpp"

namespace tbbimg::queue::detail {
namespace {

constexpr std::string_view kJobColumns = "id, name, unique_key, state, details, created_at, cancel_at, ended_at";

/// Behind "where"; its values are ?1 to ?10, of which those that are null ask for nothing.
constexpr std::string_view kMatches =
    "id > ?1 and (?2 is null or id in (select value from json_each(?2))) and (?3 is null or state in (select value "
    "from "
    "json_each(?3))) and (?4 is null or kind = ?4) and (?5 is null or queue = ?5) and (?6 is null or exists (select 1 "
    "from "
    "json_each(tags) where value = ?6)) and (?7 is null or failure ->> 1 = ?7) and (?8 is null or job_id = ?8) and (?9 "
    "is "
    "null or ended_at >= ?9) and (?10 is null or ended_at < ?10) order by id limit ?11";

template <class Numbers>
std::optional<std::string> json_of_numbers(const Numbers& numbers) {
  std::string json = "[";
  for (const auto number : numbers)
    json += (json.size() > 1 ? "," : "") + std::to_string(static_cast<std::int64_t>(number));
  return json + "]";
}

SqliteTransaction::Rows matching(SqliteTransaction& sql, std::string_view columns, const TaskFilter& filter,
                                 TaskId after, std::size_t limit) {
  const auto ids = filter.ids ? json_of_numbers(*filter.ids) : std::nullopt;
  const auto states = filter.states.empty() ? std::nullopt : json_of_numbers(filter.states);
  return sql.query("select " + std::string(columns) + " from task where " + std::string(kMatches), after, ids, states,
                   unless_empty(filter.kind), unless_empty(filter.queue), unless_empty(filter.tag),
                   unless_empty(filter.error_code), filter.job, filter.ended_since, filter.ended_before, limit);
}

JobRecord job_of(const SqliteTransaction::Rows& rows) {
  const auto time = [&rows](int column) { return WallTime(std::chrono::milliseconds(rows.integer(column))); };
  JobRecord job{.id = JobId(rows.integer(0)),
                .spec = {std::string(rows.text(1)), std::string(rows.text(2)), std::string(rows.text(4))},
                .state = static_cast<JobState>(rows.integer(3)),
                .created_at = time(5)};
  if (!rows.is_null(6)) job.cancel_at = time(6);
  if (!rows.is_null(7)) job.ended_at = time(7);
  return job;
}

void count_tasks(SqliteTransaction& sql, JobRecord& job) {
  auto rows = sql.query("select state, count(*) from task where job_id = ? group by state", job.id);
  while (rows.next())
    job.counts.at(static_cast<std::size_t>(rows.integer(0))) = static_cast<std::uint64_t>(rows.integer(1));
}

}  // namespace

std::vector<TaskRecord> SqliteTasks::find(const TaskFilter& filter, TaskId after, std::size_t limit) {
  std::vector<TaskRecord> records;
  auto rows = matching(sql_, std::string(kRowColumns) + ", " + std::string(kRecordColumns), filter, after, limit);
  while (rows.next()) records.push_back(record_of(rows));
  return records;
}

Result<TaskRecord> SqliteTasks::task(TaskId id) {
  auto records = find({.ids = std::vector{id}}, TaskId{}, 1);
  if (!records.empty()) return std::move(records.front());
  return fail(ErrorCode::not_found, "there is no task " + std::to_string(static_cast<std::int64_t>(id)));
}

std::vector<AttemptRecord> SqliteTasks::attempts(TaskId task) {
  std::vector<AttemptRecord> records;
  auto rows = sql_.query(
      "select epoch, worker_id, worker_name, started_at, ended_at, ending, failure from attempt where task_id = ? "
      "order by "
      "epoch",
      task);
  while (rows.next()) {
    records.push_back({.task = task,
                       .epoch = static_cast<std::uint32_t>(rows.integer(0)),
                       .worker = WorkerId::parse(rows.text(1)).value_or(WorkerId()),
                       .worker_name = std::string(rows.text(2)),
                       .started_at = WallTime(std::chrono::milliseconds(rows.integer(3))),
                       .ended_at = WallTime(std::chrono::milliseconds(rows.integer(4))),
                       .end = static_cast<AttemptEnd>(rows.integer(5)),
                       .failure = failure_from(rows.text(6))});
  }
  return records;
}

std::vector<QueueRecord> SqliteTasks::queues() {
  std::vector<QueueRecord> records;
  {
    auto rows = sql_.query("select name, is_paused, max_running from queue order by name");
    while (rows.next()) {
      QueueRecord& record =
          records.emplace_back(QueueRecord{.name = std::string(rows.text(0)), .is_paused = rows.integer(1) != 0});
      if (!rows.is_null(2)) record.max_running = static_cast<int>(rows.integer(2));
    }
  }
  auto counts = sql_.query("select queue, state, count(*) from task group by queue, state");
  while (counts.next()) {
    const auto record = std::ranges::find(records, counts.text(0), &QueueRecord::name);
    if (record == records.end()) continue;
    record->counts.at(static_cast<std::size_t>(counts.integer(1))) = static_cast<std::uint64_t>(counts.integer(2));
  }
  for (QueueRecord& record : records) {
    auto next =
        sql_.query("select run_at from task where queue = ? and state = 2 order by rank_at, id limit 1", record.name);
    if (next.next()) record.next_run_at = WallTime(std::chrono::milliseconds(next.integer(0)));
  }
  return records;
}

std::vector<WorkerRecord> SqliteTasks::workers() {
  std::vector<WorkerRecord> records;
  auto rows = sql_.query(
      "select id, name, slots, queues, kinds, started_at, lease_until, boot, drain_asked, held from worker order by "
      "started_at, id");
  while (rows.next()) {
    const auto id = WorkerId::parse(rows.text(0));
    if (!id) continue;
    const BootTime lease_until(std::chrono::milliseconds(rows.integer(6)));
    const bool is_of_this_boot = rows.text(7) == times_.boot;
    records.push_back({.info = {.id = *id,
                                .name = std::string(rows.text(1)),
                                .slots = static_cast<int>(rows.integer(2)),
                                .queues = texts_from(rows.text(3)),
                                .kinds = kinds_from(rows.text(4))},
                       .started_at = WallTime(std::chrono::milliseconds(rows.integer(5))),
                       .lease_left = is_of_this_boot ? lease_until - times_.now.boot : -times_.lease,
                       .drain_asked = rows.integer(8) != 0,
                       .held = held_from(rows.text(9), *id)});
  }
  return records;
}

Result<JobRecord> SqliteTasks::job(JobId id) {
  auto rows = sql_.query("select " + std::string(kJobColumns) + " from job where id = ?", id);
  if (!rows.next()) {
    return fail(ErrorCode::not_found, "there is no job " + std::to_string(static_cast<std::int64_t>(id)));
  }
  JobRecord record = job_of(rows);
  count_tasks(sql_, record);
  return record;
}

std::vector<JobRecord> SqliteTasks::jobs(JobId after, std::size_t limit) {
  std::vector<JobRecord> records;
  {
    auto rows =
        sql_.query("select " + std::string(kJobColumns) + " from job where id > ? order by id limit ?", after, limit);
    while (rows.next()) records.push_back(job_of(rows));
  }
  for (JobRecord& record : records) count_tasks(sql_, record);
  return records;
}

std::vector<TaskRow> SqliteTasks::slice_of(const TaskFilter& filter, std::optional<TaskId>& after) {
  std::vector<TaskRow> slice;
  auto rows = matching(sql_, kRowColumns, filter, after.value_or(TaskId{}), kSlice);
  while (rows.next()) slice.push_back(row_of(rows));
  after = slice.size() < kSlice ? std::nullopt : std::optional(slice.back().rules.id);
  return slice;
}

std::uint64_t SqliteTasks::cancel(const TaskFilter& filter, std::optional<TaskId>& after) {
  stamp();
  std::uint64_t changed = 0;
  for (TaskRow& match : slice_of(filter, after)) {
    if (match.life.cancel_at || apply(match, Cancel{}) != Refusal::none) continue;
    ++changed;
    if (match.life.cancel_at) tell(Topic::asked);
  }
  look_after_jobs();
  return changed;
}

bool SqliteTasks::may_be_retried(const TaskRow& row) {
  if (!has_ended(row.life.state)) return false;
  if (!row.unique_key.empty()) {
    auto rows = sql_.query("select 1 from task where unique_key = ? and ended_at is null", row.unique_key);
    if (rows.next()) return false;
  }
  if (!row.job) return true;
  auto rows = sql_.query(
      "select 1 from job as own, job as other where own.id = ? and other.unique_key = own.unique_key and other.state = "
      "0 "
      "and other.id <> own.id",
      *row.job);
  return !rows.next();
}

std::uint64_t SqliteTasks::retry(const TaskFilter& filter, std::optional<TaskId>& after) {
  stamp();
  std::uint64_t changed = 0;
  for (TaskRow& match : slice_of(filter, after)) {
    if (!may_be_retried(match) || apply(match, Retry{}) != Refusal::none) continue;
    ++changed;
    look_after_jobs();
    if (!match.job) continue;
    std::vector<TaskRow> followers =
        rows_where("job_id = ? and after_others = 1 and ended_at is not null order by id", *match.job);
    for (TaskRow& follower : followers) {
      if (may_be_retried(follower) && apply(follower, Retry{}) == Refusal::none) ++changed;
    }
  }
  look_after_jobs();
  return changed;
}

std::uint64_t SqliteTasks::remove(const TaskFilter& filter, std::optional<TaskId>& after) {
  std::uint64_t changed = 0;
  for (const TaskRow& match : slice_of(filter, after)) {
    if (!has_ended(match.life.state)) continue;
    sql_.run("delete from attempt where task_id = ?", match.rules.id);
    sql_.run("delete from task where id = ?", match.rules.id);
    if (match.job) {
      sql_.run("delete from job where id = ? and not exists (select 1 from task where job_id = job.id)", *match.job);
    }
    ++changed;
  }
  return changed;
}

Status SqliteTasks::cancel_job(JobId id) {
  stamp();
  sql_.run("update job set cancel_at = coalesce(cancel_at, ?) where id = ? and state = 0", now_, id);
  if (!sql_.has_failed() && sql_.changes() == 0) {
    return fail(ErrorCode::not_found, "job " + std::to_string(static_cast<std::int64_t>(id)) + " is not open");
  }
  tell(Topic::asked);
  return {};
}

void SqliteTasks::pause(std::string_view queue, bool is_paused) {
  sql_.run(
      "insert into queue (name, is_paused) values (?, ?) on conflict (name) do update set is_paused = "
      "excluded.is_paused",
      queue, is_paused);
  if (!is_paused) tell(Topic::work);
}

void SqliteTasks::limit(std::string_view queue, std::optional<int> max_running) {
  sql_.run(
      "insert into queue (name, max_running) values (?, ?) on conflict (name) do update set max_running = "
      "excluded.max_running",
      queue, max_running);
  tell(Topic::work);
}

Status SqliteTasks::ask_to_drain(WorkerId id) {
  sql_.run("update worker set drain_asked = 1 where id = ?", id.to_string());
  if (!sql_.has_failed() && sql_.changes() == 0) {
    return fail(ErrorCode::not_found, "there is no worker " + id.to_string());
  }
  tell(Topic::asked);
  return {};
}

}  // namespace tbbimg::queue::detail
