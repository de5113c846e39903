// How an attempt ended.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "kernels/core/error.hpp"

namespace tbbimg::queue {

/// What becomes of a task whose attempt failed.
enum class FailureClass : std::uint8_t {
  retryable,    ///< counts as an attempt, and another follows
  permanent,    ///< no other attempt would end otherwise
  environment,  ///< a disk is full, a mount is gone: not the task's fault, and counts as nothing
};

/// An error on its way through a store: what people and programs read of it, and the kind's own type as JSON.
struct TaskFailure {
  FailureClass failure_class = FailureClass::retryable;
  std::string code = {};     ///< a word of the kind's, or of ErrorCode: "corrupt_data"
  std::string message = {};  ///< a whole sentence
  std::string details = {};  ///< JSON of the kind's own error; may be empty
  friend bool operator==(const TaskFailure&, const TaskFailure&) = default;
};

/// no_space is the environment's; what may go another way the next time (retryable, out_of_memory, timed_out,
/// cancelled) is retryable; all else is permanent.
[[nodiscard]] TaskFailure failure_of(const Error& error);

/// And back: code, sentence, and whether it may be retried. A code that is none of ErrorCode's ("crashed", "lost")
/// becomes ErrorCode::internal.
[[nodiscard]] Error error_of(const TaskFailure& failure);

// What whoever did the task says of it. Once a worker has asked a task to stop, its reason decides what is said,
// whatever error the task ends with; Done wins.

struct Done {
  std::string output = "null";  ///< JSON
};
struct Failed {
  TaskFailure failure;
  std::optional<std::chrono::milliseconds> retry_after = {};  ///< else the task's RetryPolicy draws it
};
/// Somebody who works stopped, and the task with them: no attempt. What was done up to there may help the next one.
struct Released {};
/// The task obeyed a request to cancel it.
struct Cancelled {};
/// The process that did it died.
struct Crashed {
  std::string how;  ///< "SIGSEGV", "killed: out of memory"
};
/// Took longer than TaskSpec::timeout, or made no progress, and was ended. Counts as an attempt that failed.
struct TimedOut {
  std::string how;  ///< "took longer than 3600 s", "no progress for 300 s"
};
using Outcome = std::variant<Done, Failed, Released, Cancelled, Crashed, TimedOut>;

/// What is kept of an outcome that is no good one: of Failed its own, of Crashed "crashed", of TimedOut "timed_out".
/// Nothing of the others.
[[nodiscard]] std::optional<TaskFailure> failure_of(const Outcome& outcome);
/// Of a task whose worker's lease is over: "lost".
[[nodiscard]] TaskFailure failure_of_lost();

/// What of an outcome decides on the state of its task.
enum class Ending : std::uint8_t {
  done,
  failed,  ///< retryable
  failed_for_good,
  environment_failed,
  released,
  cancelled,
  crashed,
  timed_out,
};
inline constexpr std::size_t kEndings = 8;
[[nodiscard]] Ending ending_of(const Outcome& outcome) noexcept;

}  // namespace tbbimg::queue
