// Rows of SQLite as records, and back.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/queue/storage/detail/sqlite.hpp"
#include "engine/queue/storage/records.hpp"

namespace tbbimg::queue::detail {

/// What decides on a task's states.
struct TaskRow {
  TaskRules rules;
  TaskLife life;
  std::optional<JobId> job = {};
  std::string unique_key = {};
};
/// Columns of a TaskRow, for `select ... from task`.
inline constexpr std::string_view kRowColumns =
    "id, priority, after_others, max_attempts, max_crashes, retry_first, retry_longest, state, attempts, crashes, "
    "is_poison, epoch, worker_id, created_at, run_at, rank_at, started_at, cancel_at, ended_at, job_id, unique_key";
[[nodiscard]] TaskRow row_of(const SqliteTransaction::Rows& rows);

/// Columns of a TaskRecord: those of a TaskRow, and these.
inline constexpr std::string_view kRecordColumns =
    "seq, kind, kind_version, queue, args, tags, timeout, output, failure, checkpoint, worker_name";
[[nodiscard]] TaskRecord record_of(const SqliteTransaction::Rows& rows);

/// Null in the database instead of "".
[[nodiscard]] inline std::optional<std::string_view> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
}

[[nodiscard]] std::string json_of(const TaskFailure& failure);
[[nodiscard]] std::optional<TaskFailure> failure_from(std::string_view json);
[[nodiscard]] std::string json_of(std::span<const std::string> texts);
[[nodiscard]] std::vector<std::string> texts_from(std::string_view json);
[[nodiscard]] std::string json_of(std::span<const KindVersion> kinds);
[[nodiscard]] std::vector<KindVersion> kinds_from(std::string_view json);
[[nodiscard]] std::string json_of(std::span<const HeldTask> held);
[[nodiscard]] std::vector<HeldTask> held_from(std::string_view json, WorkerId worker);

}  // namespace tbbimg::queue::detail
