// What TaskStore says, within a transaction of SQLite. All of it is done to rows: nothing is held between two calls.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/queue/storage/detail/sqlite.hpp"
#include "engine/queue/storage/detail/sqlite_rows.hpp"
#include "engine/queue/storage/task_store.hpp"

namespace tbbimg::queue::detail {

/// Of one call, in one transaction, at one time.
class SqliteTasks {
 public:
  struct Times {
    Now now;
    std::chrono::milliseconds lease{};
    std::string_view boot;  ///< which boot of the machine the leases count from
  };
  SqliteTasks(SqliteTransaction& sql, const Times& times);

  [[nodiscard]] Result<std::vector<Enqueued>> enqueue(std::span<const TaskSpec> specs, const std::optional<Lease>& by);
  [[nodiscard]] Result<SubmittedJob> submit_job(const JobSpec& spec, std::vector<TaskSpec> tasks);

  [[nodiscard]] Status register_worker(const WorkerInfo& worker);
  [[nodiscard]] Asked renew(WorkerId worker, std::span<const HeldTask> held);
  [[nodiscard]] Claimed claim(const ClaimRequest& request);
  [[nodiscard]] std::vector<Settled> settle(std::span<const Settlement> settlements);
  [[nodiscard]] bool checkpoint(const Lease& lease, std::string_view json);
  void remove_worker(WorkerId worker);
  [[nodiscard]] std::vector<ReapedWorker> reap();

  [[nodiscard]] std::vector<TaskRecord> find(const TaskFilter& filter, TaskId after, std::size_t limit);
  [[nodiscard]] Result<TaskRecord> task(TaskId id);
  [[nodiscard]] std::vector<AttemptRecord> attempts(TaskId task);
  [[nodiscard]] std::vector<QueueRecord> queues();
  [[nodiscard]] std::vector<WorkerRecord> workers();
  [[nodiscard]] std::vector<JobRecord> jobs(JobId after, std::size_t limit);
  [[nodiscard]] Result<JobRecord> job(JobId id);

  /// Of at most kSlice tasks behind `after`, which it moves on; how many changed. `after` is nothing behind the last
  /// one.
  [[nodiscard]] std::uint64_t cancel(const TaskFilter& filter, std::optional<TaskId>& after);
  [[nodiscard]] std::uint64_t retry(const TaskFilter& filter, std::optional<TaskId>& after);
  [[nodiscard]] std::uint64_t remove(const TaskFilter& filter, std::optional<TaskId>& after);
  [[nodiscard]] Status cancel_job(JobId job);
  void pause(std::string_view queue, bool is_paused);
  void limit(std::string_view queue, std::optional<int> max_running);
  [[nodiscard]] Status ask_to_drain(WorkerId worker);

  /// Which topics have news once this is committed.
  [[nodiscard]] const std::array<bool, kTopics>& news() const noexcept { return news_; }

 private:
  // sqlite_tasks.cpp
  void stamp();
  template <class... Values>
  [[nodiscard]] std::vector<TaskRow> rows_where(std::string_view condition, const Values&... values) {
    std::vector<TaskRow> found;
    auto rows =
        sql_.query("select " + std::string(kRowColumns) + " from task where " + std::string(condition), values...);
    while (rows.next()) found.push_back(row_of(rows));
    return found;
  }
  [[nodiscard]] std::optional<TaskRow> row(TaskId id);
  [[nodiscard]] Status check_handed_in(std::span<const TaskSpec> specs, const std::optional<Lease>& by);
  [[nodiscard]] Enqueued add(const TaskSpec& spec);
  [[nodiscard]] std::optional<TaskId> same_task(const TaskSpec& spec);
  /// step(), and what follows of it.
  Refusal apply(TaskRow& row, const TaskEvent& event, const std::optional<TaskFailure>& failure = {});
  void look_after_jobs();
  void tell(Topic topic) noexcept { news_[static_cast<std::size_t>(topic)] = true; }
  [[nodiscard]] bool is_running_under(const Lease& lease);
  [[nodiscard]] std::int64_t number_of(std::string_view sql, std::int64_t value);

  // sqlite_tasks_work.cpp
  void make_available(std::string_view queue);
  [[nodiscard]] std::vector<TaskId> next_ones(const ClaimRequest& request, std::size_t at_most);
  [[nodiscard]] std::size_t room_in(std::string_view queue, std::size_t at_most);

  // sqlite_tasks_steer.cpp
  [[nodiscard]] std::vector<TaskRow> slice_of(const TaskFilter& filter, std::optional<TaskId>& after);
  [[nodiscard]] bool may_be_retried(const TaskRow& row);

  SqliteTransaction& sql_;
  WallTime now_;
  Times times_;
  std::set<JobId> changed_jobs_;
  std::array<bool, kTopics> news_{};
};

}  // namespace tbbimg::queue::detail
