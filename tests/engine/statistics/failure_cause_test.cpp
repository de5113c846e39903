#include "engine/statistics/failure_cause.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using namespace tbbimg;

TEST_CASE("failure_cause: words and paths are no part of it") {
  Error error{.code = ErrorCode::limit_exceeded, .message = "is 7 bytes long", .stage = Stage::read, .path = "a"};
  const FailureCause cause = FailureCause::of(error);
  error.path = "b";
  error.message = "ist 8 Bytes lang";
  error.set_context("variant 'thumb'");
  CHECK(FailureCause::of(error) == cause);
}

TEST_CASE("failure_cause: stage, code, kind and errno are") {
  const Error error{.code = ErrorCode::limit_exceeded, .message = "is 7 bytes long", .stage = Stage::read};
  Error other = error;
  other.stage = Stage::decode;
  CHECK(FailureCause::of(other) != FailureCause::of(error));
  other = error;
  other.code = ErrorCode::corrupt_data;
  CHECK(FailureCause::of(other) != FailureCause::of(error));
  other = error;
  other.kind = ErrorKind::file_too_large;
  CHECK(FailureCause::of(other) != FailureCause::of(error));
  CHECK(FailureCause::of(system_error(EIO, "a", "cannot read", Stage::read)) ==
        FailureCause::of(system_error(EIO, "b", "cannot stat", Stage::read)));
  CHECK(FailureCause::of(system_error(EIO, "a", "cannot read", Stage::read)) !=
        FailureCause::of(system_error(ESTALE, "a", "cannot read", Stage::read)));
}

TEST_CASE("failure_cause: what a group is called") {
  Error error{.code = ErrorCode::limit_exceeded, .message = "is 7 bytes long, the limit is 6"};
  CHECK(sentence_of_cause(error).text() == "is 7 bytes long, the limit is 6");
  error.kind = ErrorKind::file_too_large;
  CHECK(sentence_of_cause(error).text() == "the file is larger than the limit");
  error = {.code = ErrorCode::name_collision, .message = "would give the output a.webp, as a.jpg does"};
  CHECK(sentence_of_cause(error).text() == "would give the output of another input");
}

TEST_CASE("failure_cause: classes") {
  CHECK(class_of({.code = ErrorCode::corrupt_data}) == FailureClass::permanent);
  CHECK(class_of({.code = ErrorCode::read_failed, .retryable = true}) == FailureClass::transient);
  CHECK(class_of({.code = ErrorCode::no_space}) == FailureClass::environment);
  CHECK(class_of({.code = ErrorCode::no_space, .retryable = true}) == FailureClass::environment);
}
