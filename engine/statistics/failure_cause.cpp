#include "engine/statistics/failure_cause.hpp"

namespace tbbimg {

std::string_view to_string(FailureClass failure_class) noexcept {
  switch (failure_class) {
    case FailureClass::permanent: return "permanent";
    case FailureClass::transient: return "transient";
    case FailureClass::environment: return "environment";
  }
  return "unknown";
}

FailureClass class_of(const Error& error) noexcept {
  if (error.code == ErrorCode::no_space) return FailureClass::environment;
  return error.retryable ? FailureClass::transient : FailureClass::permanent;
}

FailureCause FailureCause::of(const Error& error) {
  return {error.stage, error.code, error.kind, error.details->system_error};
}

Sentence sentence_of_cause(const Error& example) {
  if (example.code == ErrorCode::name_collision) return "would give the output of another input";
  return example.kind == ErrorKind::none ? example.message : sentence_of(example.kind);
}

}  // namespace tbbimg
