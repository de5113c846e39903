// What a store tells of what it keeps.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/queue/task/claimed_task.hpp"
#include "engine/queue/task/outcome.hpp"
#include "engine/queue/task/state_machine.hpp"
#include "engine/queue/task/task_spec.hpp"

namespace tbbimg::queue {

/// A task as the store has it.
struct TaskRecord {
  TaskId id{};
  TaskSpec spec;  ///< without run_at, which is in `life`
  TaskLife life;
  std::string output = {};                  ///< JSON, once it is done
  std::optional<TaskFailure> failure = {};  ///< of the last attempt that failed, crashed or was lost
  std::string checkpoint = {};              ///< JSON that an attempt left for the next one; may be empty
  std::string worker_name = {};             ///< of the last one, for people
};

struct Settlement {
  Lease lease;
  Outcome outcome;
};

enum class Settled : std::uint8_t {
  counts,
  counted_before,  ///< the same was said before: an answer was lost
  is_void,         ///< the attempt was given up; whoever hears so must not try again
};

/// An attempt that did not end its task well.
struct AttemptRecord {
  TaskId task{};
  std::uint32_t epoch = 0;
  WorkerId worker;
  std::string worker_name;
  WallTime started_at{};
  WallTime ended_at{};
  AttemptEnd end{};
  std::optional<TaskFailure> failure = {};
};

struct WorkerInfo {
  WorkerId id;
  std::string name;  ///< for people: host, process, job of a scheduler
  int slots = 1;     ///< how many tasks it does at once
  std::vector<std::string> queues;
  std::vector<KindVersion> kinds;
};

/// What a worker believes to hold, and how far it is.
struct HeldTask {
  Lease lease;
  std::uint64_t done = 0;
  std::uint64_t total = 0;  ///< 0: that is not known
  friend bool operator==(const HeldTask&, const HeldTask&) = default;
};

struct WorkerRecord {
  WorkerInfo info;
  WallTime started_at{};
  std::chrono::milliseconds lease_left{};  ///< below 0: it is over, and nobody has reaped it
  bool drain_asked = false;
  std::vector<HeldTask> held = {};  ///< as of the last renewal
};

/// What was reaped.
struct ReapedWorker {
  WorkerId id;
  std::string name;
  std::vector<TaskId> tasks = {};
};

struct QueueRecord {
  std::string name;
  bool is_paused = false;                           ///< nothing of it is claimed
  std::optional<int> max_running = {};              ///< over all workers
  std::array<std::uint64_t, kTaskStates> counts{};  ///< by TaskState
  std::optional<WallTime> next_run_at = {};         ///< of the one that is to be claimed next
};

enum class JobState : std::uint8_t { open, done, failed, cancelled };

struct JobSpec {
  std::string name;
  std::string unique_key = {};  ///< at most one open job has it; empty: none
  std::string details = "{}";   ///< JSON
};
/// Errors: invalid_argument.
[[nodiscard]] Status check(const JobSpec& spec);

struct JobRecord {
  JobId id{};
  JobSpec spec;
  JobState state = JobState::open;
  WallTime created_at{};
  std::optional<WallTime> cancel_at = {};  ///< when it was asked for: it stays open until its last task has ended
  std::optional<WallTime> ended_at = {};
  std::array<std::uint64_t, kTaskStates> counts{};
};

/// Of a job with such tasks: open while one of them has not ended; then cancelled if it was asked for, or if a task was
/// cancelled; else failed if one has failed.
[[nodiscard]] JobState state_of(const JobRecord& job) noexcept;

}  // namespace tbbimg::queue
