#include "engine/queue/task/outcome.hpp"

namespace tbbimg::queue {
namespace {

struct EndingOf {
  Ending operator()(const Done&) const noexcept { return Ending::done; }
  Ending operator()(const Failed& failed) const noexcept {
    switch (failed.failure.failure_class) {
      case FailureClass::retryable: return Ending::failed;
      case FailureClass::permanent: return Ending::failed_for_good;
      case FailureClass::environment: return Ending::environment_failed;
    }
    return Ending::failed;
  }
  Ending operator()(const Released&) const noexcept { return Ending::released; }
  Ending operator()(const Cancelled&) const noexcept { return Ending::cancelled; }
  Ending operator()(const Crashed&) const noexcept { return Ending::crashed; }
  Ending operator()(const TimedOut&) const noexcept { return Ending::timed_out; }
};

FailureClass class_of(const Error& error) noexcept {
  switch (error.code) {
    case ErrorCode::no_space: return FailureClass::environment;
    case ErrorCode::out_of_memory:
    case ErrorCode::timed_out:
    case ErrorCode::cancelled: return FailureClass::retryable;
    default: return error.retryable ? FailureClass::retryable : FailureClass::permanent;
  }
}

}  // namespace

TaskFailure failure_of(const Error& error) {
  return {.failure_class = class_of(error), .code = std::string(to_string(error.code)), .message = error.to_string()};
}

Error error_of(const TaskFailure& failure) {
  Error error{.message = failure.message, .retryable = failure.failure_class != FailureClass::permanent};
  for (int code = 0; code <= static_cast<int>(ErrorCode::internal); ++code) {
    if (to_string(static_cast<ErrorCode>(code)) == failure.code) error.code = static_cast<ErrorCode>(code);
  }
  return error;
}

std::optional<TaskFailure> failure_of(const Outcome& outcome) {
  if (const auto* failed = std::get_if<Failed>(&outcome)) return failed->failure;
  if (const auto* crashed = std::get_if<Crashed>(&outcome)) {
    return TaskFailure{.code = "crashed", .message = "the process that did it ended: " + crashed->how};
  }
  if (const auto* timed_out = std::get_if<TimedOut>(&outcome)) {
    return TaskFailure{.code = "timed_out", .message = timed_out->how};
  }
  return std::nullopt;
}

TaskFailure failure_of_lost() {
  return {.code = "lost", .message = "the worker that did it was not heard of any more"};
}

Ending ending_of(const Outcome& outcome) noexcept { return std::visit(EndingOf{}, outcome); }

}  // namespace tbbimg::queue
