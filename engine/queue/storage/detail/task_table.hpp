// Tasks in memory, with what finds them: what stores are made of that hold all of it. Nothing in here locks or waits.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/queue/storage/detail/reaping_grace.hpp"
#include "engine/queue/storage/task_store.hpp"

namespace tbbimg::queue::detail {

/// What TaskStore says of its calls holds for these, at the time that each is told.
class TaskTable {
 public:
  TaskTable(std::chrono::milliseconds lease, BootTime opened_at);

  [[nodiscard]] Result<std::vector<Enqueued>> enqueue(std::vector<TaskSpec> specs, const std::optional<Lease>& by,
                                                      const Now& now);
  [[nodiscard]] Result<SubmittedJob> submit_job(const JobSpec& job, std::vector<TaskSpec> tasks, const Now& now);

  [[nodiscard]] Result<std::chrono::milliseconds> register_worker(const WorkerInfo& worker, const Now& now);
  [[nodiscard]] Asked renew(WorkerId worker, std::span<const HeldTask> held, const Now& now);
  [[nodiscard]] Claimed claim(const ClaimRequest& request, const Now& now);
  [[nodiscard]] Result<std::vector<Settled>> settle(std::vector<Settlement> settlements, const Now& now);
  [[nodiscard]] Result<bool> checkpoint(const Lease& lease, std::string json);
  void remove_worker(WorkerId worker, const Now& now);
  [[nodiscard]] std::vector<ReapedWorker> reap(const Now& now);

  [[nodiscard]] Result<std::vector<TaskRecord>> find(const TaskFilter& filter, TaskId after, std::size_t limit) const;
  [[nodiscard]] Result<TaskRecord> task(TaskId id) const;
  [[nodiscard]] std::vector<AttemptRecord> attempts(TaskId task) const;
  [[nodiscard]] std::vector<QueueRecord> queues() const;
  [[nodiscard]] std::vector<WorkerRecord> workers(const Now& now) const;
  [[nodiscard]] Result<JobRecord> job(JobId id) const;
  [[nodiscard]] std::vector<JobRecord> jobs(JobId after, std::size_t limit) const;

  [[nodiscard]] Result<std::uint64_t> cancel(const TaskFilter& filter, const Now& now);
  [[nodiscard]] Result<std::uint64_t> retry(const TaskFilter& filter, const Now& now);
  [[nodiscard]] Result<std::uint64_t> remove(const TaskFilter& filter);
  [[nodiscard]] Status cancel_job(JobId job, const Now& now);
  [[nodiscard]] Status pause(std::string_view queue, bool is_paused);
  [[nodiscard]] Status limit(std::string_view queue, std::optional<int> max_running);
  [[nodiscard]] Status ask_to_drain(WorkerId worker);

  /// How often there was something new of each topic.
  [[nodiscard]] const std::array<std::uint64_t, kTopics>& news() const noexcept { return news_; }

 private:
  using Number = std::int64_t;
  using ByTime = std::set<std::pair<WallTime, Number>>;

  struct Queue {
    bool is_paused = false;
    std::optional<int> max_running;
    std::array<std::uint64_t, kTaskStates> counts{};
    std::map<KindVersion, ByTime> available;  // by rank_at
    ByTime waiting;                           // by run_at
  };
  struct Worker {
    WorkerInfo info;
    WallTime started_at{};
    BootTime lease_until{};
    bool drain_asked = false;
    std::vector<HeldTask> held = {};
    std::map<Number, std::uint32_t> running = {};  // task to epoch
  };
  struct Job {
    JobRecord record;
    std::set<Number> tasks;
    std::map<std::int32_t, Number> by_seq;
    std::set<Number> blocked;
    std::size_t open_others = 0;  // not after_others, not ended
  };
  struct Entry {
    TaskRecord record;
    Queue* queue = nullptr;
    ByTime* available = nullptr;  // of its kind
    Job* job = nullptr;           // may be none
  };

  // task_table.cpp: tasks and their states.
  [[nodiscard]] Entry* entry(Number id) noexcept;
  [[nodiscard]] const Entry* entry(Number id) const noexcept;
  [[nodiscard]] Queue& queue_named(std::string_view name);
  [[nodiscard]] WallTime stamp(const Now& now) noexcept;
  [[nodiscard]] Status check_handed_in(const std::vector<TaskSpec>& specs, const std::optional<Lease>& by) const;
  [[nodiscard]] Enqueued add(TaskSpec spec, WallTime now);
  [[nodiscard]] std::optional<Number> same_task(const TaskSpec& spec) const;
  /// step(), and what follows of it for whatever finds the task.
  Refusal apply(Entry& entry, const TaskEvent& event, WallTime now, std::optional<TaskFailure> failure = {});
  void enter(Entry& entry);
  void leave(Entry& entry);
  void look_after(Job& job, WallTime now);
  void tell(Topic topic) noexcept { ++news_[static_cast<std::size_t>(topic)]; }

  // task_table_work.cpp: workers.
  [[nodiscard]] Worker* worker_of(WorkerId id) noexcept;
  [[nodiscard]] bool is_running_under(const Lease& lease) const noexcept;
  void make_available(Queue& queue, WallTime now);
  [[nodiscard]] Entry* next_of(Queue& queue, const ClaimRequest& request);
  [[nodiscard]] Settled settle_one(Settlement settlement, WallTime now);

  // task_table_steer.cpp: people.
  void visit(const TaskFilter& filter, Number after, const std::function<bool(const Entry&)>& take) const;
  [[nodiscard]] std::vector<Number> matches(const TaskFilter& filter) const;
  [[nodiscard]] bool may_be_retried(const Entry& entry) const;
  void forget(Number id);

  std::chrono::milliseconds lease_;
  ReapingGrace grace_;
  WallTime last_stamp_{};
  std::deque<std::unique_ptr<Entry>> tasks_;  // [id - first_id_]; null: forgotten
  Number first_id_ = 1;
  Number next_job_ = 1;
  std::map<std::string, Queue, std::less<>> queues_;
  std::map<Number, Job> jobs_;
  std::set<Number> jobs_with_free_tasks_;  // with blocked tasks, and no open others
  std::unordered_map<WorkerId, Worker> workers_;
  std::unordered_map<std::string, Number> unique_tasks_;
  std::unordered_map<std::string, Number> unique_jobs_;
  std::unordered_map<Number, std::vector<AttemptRecord>> attempts_;
  std::array<std::uint64_t, kTopics> news_{};
};

}  // namespace tbbimg::queue::detail
