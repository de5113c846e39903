#include "engine/queue/storage/detail/sqlite_rows.hpp"

#include <nlohmann/json.hpp>

namespace tbbimg::queue::detail {
namespace {

using Json = nlohmann::json;
using Rows = SqliteTransaction::Rows;

constexpr int kRowColumnCount = 21;

WallTime time_of(std::int64_t ms) { return WallTime(std::chrono::milliseconds(ms)); }

std::optional<WallTime> optional_time(const Rows& rows, int column) {
  return rows.is_null(column) ? std::nullopt : std::optional(time_of(rows.integer(column)));
}

/// What is in the database was written here, or by somebody who did not know how: then it is empty.
Json parsed(std::string_view json) { return Json::parse(json, nullptr, false); }

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

TaskRow row_of(const Rows& rows) {
  TaskRow row;
  row.rules = {.id = TaskId(rows.integer(0)),
               .priority = static_cast<int>(rows.integer(1)),
               .after_others = rows.integer(2) != 0,
               .retry = {.max_attempts = static_cast<int>(rows.integer(3)),
                         .max_crashes = static_cast<int>(rows.integer(4)),
                         .first = std::chrono::milliseconds(rows.integer(5)),
                         .longest = std::chrono::milliseconds(rows.integer(6))}};
  row.life = {.state = static_cast<TaskState>(rows.integer(7)),
              .attempts = static_cast<int>(rows.integer(8)),
              .crashes = static_cast<int>(rows.integer(9)),
              .is_poison = rows.integer(10) != 0,
              .epoch = static_cast<std::uint32_t>(rows.integer(11)),
              .worker = WorkerId::parse(rows.text(12)),
              .created_at = time_of(rows.integer(13)),
              .run_at = time_of(rows.integer(14)),
              .rank_at = time_of(rows.integer(15)),
              .started_at = optional_time(rows, 16),
              .cancel_at = optional_time(rows, 17),
              .ended_at = optional_time(rows, 18)};
  if (!rows.is_null(19)) row.job = JobId(rows.integer(19));
  row.unique_key = rows.text(20);
  return row;
}

TaskRecord record_of(const Rows& rows) {
  TaskRow row = row_of(rows);
  TaskRecord record{.id = row.rules.id, .spec = {}, .life = row.life};
  record.spec.priority = row.rules.priority;
  record.spec.retry = row.rules.retry;
  record.spec.after_others = row.rules.after_others;
  record.spec.job = row.job;
  record.spec.unique_key = std::move(row.unique_key);
  int column = kRowColumnCount;
  if (!rows.is_null(column)) record.spec.seq = static_cast<std::int32_t>(rows.integer(column));
  record.spec.kind = rows.text(++column);
  record.spec.version = static_cast<int>(rows.integer(++column));
  record.spec.queue = rows.text(++column);
  record.spec.args = rows.text(++column);
  record.spec.tags = texts_from(rows.text(++column));
  record.spec.timeout = std::chrono::milliseconds(rows.integer(++column));
  record.output = rows.text(++column);
  record.failure = failure_from(rows.text(++column));
  record.checkpoint = rows.text(++column);
  record.worker_name = rows.text(++column);
  return record;
}

std::string json_of(const TaskFailure& failure) {
  return dumped({static_cast<int>(failure.failure_class), failure.code, failure.message, failure.details});
}

std::optional<TaskFailure> failure_from(std::string_view json) {
  if (json.empty()) return std::nullopt;
  try {
    const Json parts = parsed(json);
    return TaskFailure{static_cast<FailureClass>(parts.at(0).get<int>()), parts.at(1).get<std::string>(),
                       parts.at(2).get<std::string>(), parts.at(3).get<std::string>()};
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

std::string json_of(std::span<const std::string> texts) {
  return dumped(Json(std::vector<std::string>(texts.begin(), texts.end())));
}

std::vector<std::string> texts_from(std::string_view json) {
  try {
    return parsed(json).get<std::vector<std::string>>();
  } catch (const Json::exception&) {
    return {};
  }
}

std::string json_of(std::span<const KindVersion> kinds) {
  Json json = Json::array();
  for (const KindVersion& kind : kinds) json.push_back({kind.kind, kind.version});
  return dumped(json);
}

std::vector<KindVersion> kinds_from(std::string_view json) {
  std::vector<KindVersion> kinds;
  try {
    for (const Json& kind : parsed(json)) kinds.push_back({kind.at(0).get<std::string>(), kind.at(1).get<int>()});
  } catch (const Json::exception&) {
    return {};
  }
  return kinds;
}

std::string json_of(std::span<const HeldTask> held) {
  Json json = Json::array();
  for (const HeldTask& task : held) {
    json.push_back({static_cast<std::int64_t>(task.lease.task), task.lease.epoch, task.done, task.total});
  }
  return dumped(json);
}

std::vector<HeldTask> held_from(std::string_view json, WorkerId worker) {
  std::vector<HeldTask> held;
  try {
    for (const Json& task : parsed(json)) {
      held.push_back({{TaskId(task.at(0).get<std::int64_t>()), worker, task.at(1).get<std::uint32_t>()},
                      task.at(2).get<std::uint64_t>(),
                      task.at(3).get<std::uint64_t>()});
    }
  } catch (const Json::exception&) {
    return {};
  }
  return held;
}

}  // namespace tbbimg::queue::detail
