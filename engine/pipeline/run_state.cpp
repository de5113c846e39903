#include "engine/pipeline/run_state.hpp"

namespace tbbimg {

void RunState::drain(EndedBy reason, const Error* error) {
  const std::lock_guard lock(mutex_);
  if (reason_ != EndedBy::end_of_source) return;
  if (reason == EndedBy::environment && error != nullptr) environment_error_ = *error;
  reason_ = reason;
}

bool RunState::draining() const noexcept { return stop_requested() || reason_ != EndedBy::end_of_source; }

EndedBy RunState::ended_by() const noexcept {
  const EndedBy reason = reason_;
  return reason == EndedBy::end_of_source && stop_requested() ? EndedBy::stop_request : reason;
}

std::optional<Error> RunState::environment_error() const {
  const std::lock_guard lock(mutex_);
  return environment_error_;
}

}  // namespace tbbimg
