#include "engine/queue/task/outcome.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;
using namespace tbbimg::queue;
using namespace std::chrono_literals;

TEST_CASE("outcome: what of it decides") {
  const auto failed = [](FailureClass failure_class) { return Failed{{.failure_class = failure_class}, 3s}; };
  CHECK(ending_of(Done{}) == Ending::done);
  CHECK(ending_of(failed(FailureClass::retryable)) == Ending::failed);
  CHECK(ending_of(failed(FailureClass::permanent)) == Ending::failed_for_good);
  CHECK(ending_of(failed(FailureClass::environment)) == Ending::environment_failed);
  CHECK(ending_of(Released{}) == Ending::released);
  CHECK(ending_of(Cancelled{}) == Ending::cancelled);
  CHECK(ending_of(Crashed{"SIGSEGV"}) == Ending::crashed);
  CHECK(ending_of(TimedOut{"after 1 s"}) == Ending::timed_out);
}

TEST_CASE("outcome: errors are retried, given up, or the environment's") {
  const auto class_of = [](ErrorCode code, bool retryable) {
    return failure_of(Error{.code = code, .message = "m", .path = "p", .retryable = retryable}).failure_class;
  };
  CHECK(class_of(ErrorCode::corrupt_data, false) == FailureClass::permanent);
  CHECK(class_of(ErrorCode::read_failed, true) == FailureClass::retryable);
  CHECK(class_of(ErrorCode::no_space, false) == FailureClass::environment);
  CHECK(class_of(ErrorCode::out_of_memory, false) == FailureClass::retryable);
  CHECK(class_of(ErrorCode::cancelled, false) == FailureClass::retryable);
  const TaskFailure failure = failure_of(Error{.code = ErrorCode::corrupt_data, .message = "m", .path = "p"});
  CHECK(failure.code == "corrupt_data");
  CHECK(failure.message == "p: m");
}

TEST_CASE("outcome: what was no good leaves a word") {
  CHECK_FALSE(failure_of(Outcome(Done{})).has_value());
  CHECK_FALSE(failure_of(Outcome(Released{})).has_value());
  CHECK(failure_of(Outcome(Failed{{.code = "c"}}))->code == "c");
  CHECK(failure_of(Outcome(Crashed{"SIGSEGV"}))->code == "crashed");
  CHECK(failure_of(Outcome(TimedOut{"took longer than 1 s"}))->code == "timed_out");
  CHECK(failure_of_lost().code == "lost");
}
