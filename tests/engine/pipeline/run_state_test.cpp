#include "engine/pipeline/run_state.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;

namespace {

struct Fixture {
  std::stop_source drain, cancel;
  RunState state{{drain.get_token(), cancel.get_token()}};
  const Error full{ErrorCode::no_space, "is full", Stage::write, "out", false};
  const Error gone{ErrorCode::not_found, "is gone", Stage::read, "in", true};
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "run_state: a run ends with its source unless somebody asks") {
  CHECK_FALSE(state.draining());
  CHECK_FALSE(state.cancelled());
  CHECK(state.ended_by() == EndedBy::end_of_source);
}

TEST_CASE_FIXTURE(Fixture, "run_state: a request from outside drains, and a cancel cancels") {
  SUBCASE("drain") {
    drain.request_stop();
    CHECK_FALSE(state.cancelled());
  }
  SUBCASE("cancel") {
    cancel.request_stop();
    CHECK(state.cancelled());
  }
  CHECK(state.draining());
  CHECK(state.ended_by() == EndedBy::stop_request);
}

TEST_CASE_FIXTURE(Fixture, "run_state: the first reason from inside counts, also before a request") {
  state.drain(EndedBy::environment, &full);
  state.drain(EndedBy::failure_limit);
  state.drain(EndedBy::environment, &gone);
  drain.request_stop();
  CHECK(state.draining());
  CHECK(state.ended_by() == EndedBy::environment);
  REQUIRE(state.environment_error());
  CHECK(state.environment_error()->path == "out");
}

TEST_CASE_FIXTURE(Fixture, "run_state: an error is kept only with the reason that it explains") {
  state.drain(EndedBy::failure_limit, &full);
  state.drain(EndedBy::environment, &full);
  CHECK(state.ended_by() == EndedBy::failure_limit);
  CHECK_FALSE(state.environment_error());
}

TEST_CASE_FIXTURE(Fixture, "run_state: a cancel from inside is no reason by itself") {
  state.cancel();
  CHECK(state.cancelled());
  CHECK(state.ended_by() == EndedBy::end_of_source);
}
