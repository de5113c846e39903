// Where tasks are kept. One contract, tried by one suite (tests/engine/queue/storage/conformance.hpp) on every store.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/queue/storage/records.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::queue {

/// Of stores of one machine, which have its clocks.
struct StoreOptions {
  Clock clock = &system_now;
  /// How long a worker is believed to live that is not heard of; of a store that others have opened before, theirs
  /// holds. It should renew three times as often.
  std::chrono::milliseconds lease{30'000};
};

/// Of one call; more is cut into several by the caller.
inline constexpr std::size_t kMostSpecs = 1000;
/// Tasks that claim() makes available before it looks, and that a transaction of cancel(), retry() and remove()
/// changes.
inline constexpr std::size_t kSlice = 1000;

struct SubmittedJob {
  JobId id{};
  bool is_new = true;  ///< else the open job that has the unique key, and no task was added to it
  std::vector<Enqueued> tasks = {};
};

struct ClaimRequest {
  WorkerId worker;
  std::string_view queue = "default";
  std::span<const KindVersion> kinds;
  std::span<const JobId> except_jobs = {};  ///< whose environment is not well
  std::size_t at_most = 1;
};

struct Claimed {
  std::vector<ClaimedTask> tasks = {};
  bool worker_is_dead = false;  ///< or nobody knows it: it has to register as another one
};

/// What a worker hears when it renews its lease.
struct Asked {
  bool worker_is_dead = false;     ///< others have its tasks: it has to stop, and to register as another one
  bool drain = false;              ///< to end what it does, and to claim nothing any more
  std::vector<Lease> cancel = {};  ///< of those held
  std::vector<Lease> lost = {};    ///< held, but no longer its own
  /// Its own, but not held: the answer to a claim was lost. It releases them, unless a claim is under way.
  std::vector<Lease> unknown = {};
};

/// Which tasks; what is not set asks for nothing, and nothing set at all is refused: `all` says that all are meant.
struct TaskFilter {
  bool all = false;
  std::optional<std::vector<TaskId>> ids = {};
  std::vector<TaskState> states = {};
  std::string kind = {};
  std::string queue = {};
  std::string tag = {};
  std::string error_code = {};
  std::optional<JobId> job = {};
  std::optional<WallTime> ended_since = {};
  std::optional<WallTime> ended_before = {};
};

/// What those who wait, wait for.
enum class Topic : std::uint8_t {
  work,   ///< something may be claimed that could not before
  ended,  ///< a task or a job has ended
  asked,  ///< a worker is asked for something
};
inline constexpr std::size_t kTopics = 3;

/// All calls may be made from any thread, and block for as long as their storage does. Errors of all of them:
/// invalid_argument, and those of the storage (read_failed, write_failed, no_space, timed_out), after which the call
/// may have happened or not. It may be repeated then: settle() tells of what counted before, renew() of claims whose
/// answer was lost, and enqueue() and submit_job() of specs with a unique key or a place in a job. The store's stamps
/// never go back, whatever happens to the clock.
class TaskStore {
 public:
  TaskStore() = default;
  TaskStore(const TaskStore&) = delete;
  TaskStore& operator=(const TaskStore&) = delete;
  virtual ~TaskStore() = default;

  // Those who hand in:

  /// All or none, at most kMostSpecs, one for each spec and in their order. When it returns, they are kept as well as
  /// the store can. A queue is made with its first task. `by`: the task that hands them in, which has to be running
  /// under this lease, and be of the same job. Errors: not_found (a job that is not open), cancelled (of the job), and
  /// already_exists (the attempt of `by` is void).
  [[nodiscard]] virtual Result<std::vector<Enqueued>> enqueue(std::vector<TaskSpec> specs,
                                                              const std::optional<Lease>& by) = 0;
  [[nodiscard]] Result<std::vector<Enqueued>> enqueue(std::vector<TaskSpec> specs) {
    return enqueue(std::move(specs), std::nullopt);
  }
  /// A job with its first tasks, at least one: it ends when all of its tasks have. One that plans the others is a task,
  /// too. TaskSpec::job of `tasks` is set here. Errors: as enqueue().
  [[nodiscard]] virtual Result<SubmittedJob> submit_job(const JobSpec& job, std::vector<TaskSpec> tasks) = 0;

  // Those who work:

  /// How long the lease is. Errors: already_exists.
  [[nodiscard]] virtual Result<std::chrono::milliseconds> register_worker(const WorkerInfo& worker) = 0;
  /// The worker lives. Prolongs its lease, if nobody has reaped it.
  [[nodiscard]] virtual Result<Asked> renew(WorkerId worker, std::span<const HeldTask> held) = 0;
  /// Available tasks of one queue in the order of rank_at and id, at most as many as the queue's max_running leaves.
  /// Before, up to kSlice waiting ones that are due, and those that wait for others of their job which have ended,
  /// become available. Nothing for a worker that is asked to drain, or whose lease is over.
  [[nodiscard]] virtual Result<Claimed> claim(const ClaimRequest& request) = 0;
  /// One for each. It counts while the worker has the task, even if its lease is over: until somebody reaps it.
  [[nodiscard]] virtual Result<std::vector<Settled>> settle(std::vector<Settlement> settlements) = 0;
  /// Kept for the next attempt. Whether the attempt counts.
  [[nodiscard]] virtual Result<bool> checkpoint(const Lease& lease, std::string json) = 0;
  /// Its tasks are released; then nobody knows it.
  [[nodiscard]] virtual Status remove_worker(WorkerId worker) = 0;
  /// Takes all that runs under workers whose lease is over, who are dead then, and what runs under nobody who is known.
  /// Nobody is reaped within one lease of the store's opening, nor of a time in which nobody asked for longer than a
  /// lease: a machine that slept, or a store that was away, makes all leases be over, and nobody dead.
  [[nodiscard]] virtual Result<std::vector<ReapedWorker>> reap() = 0;

  // Those who watch and steer:

  /// Ordered by id, those behind `after`, at most `limit`.
  [[nodiscard]] virtual Result<std::vector<TaskRecord>> find(const TaskFilter& filter, TaskId after,
                                                             std::size_t limit) = 0;
  /// Errors: not_found.
  [[nodiscard]] virtual Result<TaskRecord> task(TaskId id) = 0;
  [[nodiscard]] virtual Result<std::vector<AttemptRecord>> attempts(TaskId task) = 0;
  [[nodiscard]] virtual Result<std::vector<QueueRecord>> queues() = 0;
  [[nodiscard]] virtual Result<std::vector<WorkerRecord>> workers() = 0;
  /// Errors: not_found.
  [[nodiscard]] virtual Result<JobRecord> job(JobId id) = 0;
  /// Ordered by id, those behind `after`, at most `limit`.
  [[nodiscard]] virtual Result<std::vector<JobRecord>> jobs(JobId after, std::size_t limit) = 0;

  // How many tasks changed; in slices, of which each is all or none.

  /// Those that run are asked to stop.
  [[nodiscard]] virtual Result<std::uint64_t> cancel(const TaskFilter& filter) = 0;
  /// Those that have ended, failed and cancelled ones if the filter says no states; not if another task has their
  /// unique key by now, or another job that of their job. Their job is open again then, and those of its tasks that run
  /// after the others are blocked anew.
  [[nodiscard]] virtual Result<std::uint64_t> retry(const TaskFilter& filter) = 0;
  /// Those that have ended are forgotten, with their attempts, and jobs with their last task.
  [[nodiscard]] virtual Result<std::uint64_t> remove(const TaskFilter& filter) = 0;

  /// All its tasks, and those that somebody would add. Errors: not_found (no job, or one that has ended).
  [[nodiscard]] virtual Status cancel_job(JobId job) = 0;
  [[nodiscard]] virtual Status pause(std::string_view queue) = 0;
  [[nodiscard]] virtual Status resume(std::string_view queue) = 0;
  /// At least 1, or none. Those that run go on.
  [[nodiscard]] virtual Status limit(std::string_view queue, std::optional<int> max_running) = 0;
  /// Errors: not_found.
  [[nodiscard]] virtual Status ask_to_drain(WorkerId worker) = 0;

  /// Grows whenever there is something new.
  [[nodiscard]] virtual std::uint64_t news(Topic topic) = 0;
  /// Waits until news() is another than `seen`, or the time is over. What it is then.
  [[nodiscard]] virtual std::uint64_t wait_for_news(Topic topic, std::uint64_t seen,
                                                    std::chrono::milliseconds time) = 0;
};

}  // namespace tbbimg::queue
