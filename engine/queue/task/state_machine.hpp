// What may become of a task: one pure function, which every store applies, or is compared with.
//
//   blocked --the others of its job have ended--> available or waiting
//   waiting --run_at--> available --Claim, epoch + 1--> running --done--> done
//      ^                    ^                             |---permanent, or attempts used up--> failed
//      |                    '----------released-----------|---crashes used up: poison---------> failed
//      '--error: attempts + 1, crash: crashes + 1, later--'---cancel asked, and not done------> cancelled
//   whatever is not running and has not ended --Cancel--> cancelled
//   whatever has ended --Retry--> available, or blocked if it is one that runs after the others
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "engine/queue/task/clock.hpp"
#include "engine/queue/task/ids.hpp"
#include "engine/queue/task/outcome.hpp"
#include "engine/queue/task/task_spec.hpp"

namespace tbbimg::queue {

enum class TaskState : std::uint8_t { blocked, waiting, available, running, done, failed, cancelled };
inline constexpr std::size_t kTaskStates = 7;

/// "available"
[[nodiscard]] std::string_view to_string(TaskState state) noexcept;
[[nodiscard]] constexpr bool has_ended(TaskState state) noexcept { return state >= TaskState::done; }

/// What decides on a task's states and does not change.
struct TaskRules {
  TaskId id{};
  int priority = 0;
  bool after_others = false;
  RetryPolicy retry = {};
};
[[nodiscard]] TaskRules rules_of(TaskId id, const TaskSpec& spec) noexcept;

/// What changes of a task.
struct TaskLife {
  TaskState state = TaskState::available;
  int attempts = 0;         ///< that ended in an error
  int crashes = 0;          ///< attempts whose process died or was not heard of again
  bool is_poison = false;   ///< failed because of its crashes
  std::uint32_t epoch = 0;  ///< claims so far
  /// With `epoch` the fence: who has it while it is running, then who settled it; nobody if it was lost.
  std::optional<WorkerId> worker = {};
  WallTime created_at = {};
  WallTime run_at = {};
  WallTime rank_at = {};                    ///< rank_of(run_at): who is to be claimed first
  std::optional<WallTime> started_at = {};  ///< of the last attempt
  std::optional<WallTime> cancel_at = {};   ///< when somebody asked a running task to stop
  std::optional<WallTime> ended_at = {};
  friend bool operator==(const TaskLife&, const TaskLife&) = default;
};

/// A point of priority is worth so much waiting: a task is overtaken by those alone that are handed in within
/// (difference of priorities) x kAgingStep behind it, so that none starves. No row has to be touched for it.
inline constexpr std::chrono::minutes kAgingStep{10};
[[nodiscard]] WallTime rank_of(WallTime run_at, int priority) noexcept;

[[nodiscard]] TaskLife begin_life(const TaskSpec& spec, WallTime now) noexcept;

// Events:

struct Claim {
  WorkerId worker;
};
/// By whoever says that it is `worker` at `epoch`.
struct Settle {
  WorkerId worker;
  std::uint32_t epoch;
  Ending ending;
  std::optional<std::chrono::milliseconds> retry_after = {};  ///< else the policy draws it
};
struct Lose {};       ///< its worker's lease is over; counts as a crash
struct BecomeDue {};  ///< run_at is there
struct Unblock {};    ///< all others of the job have ended
struct Cancel {};
struct Retry {};  ///< by a person: counts anew
using TaskEvent = std::variant<Claim, Settle, Lose, BecomeDue, Unblock, Cancel, Retry>;

/// Why nothing changed.
enum class Refusal : std::uint8_t {
  none,
  void_attempt,     ///< the attempt was given up: another worker or another epoch has the task, or nobody
  settled_already,  ///< by the same worker at the same epoch: an answer was lost
  not_available,    ///< to be claimed
  not_running,      ///< to be lost
  not_due,
  not_blocked,
  has_ended,      ///< nothing to cancel
  has_not_ended,  ///< nothing to retry
};

/// How an attempt that did not end its task well is remembered.
enum class AttemptEnd : std::uint8_t { error, crash, lost, timeout, released, cancelled };

struct Transition {
  TaskLife life;  ///< as before if it is refused
  Refusal refusal = Refusal::none;
  std::optional<AttemptEnd> attempt = {};  ///< to be kept
};

[[nodiscard]] Transition step(const TaskLife& life, const TaskRules& rules, const TaskEvent& event, WallTime now);

}  // namespace tbbimg::queue
