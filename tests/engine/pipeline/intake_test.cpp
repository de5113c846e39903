#include "engine/pipeline/intake.hpp"

#include <doctest/doctest.h>

#include <future>

using namespace tbbimg;
using namespace std::chrono_literals;

namespace {

const Intake::Clock::time_point kStart{};

struct Fixture {
  std::stop_source drain;
  RunState state{{drain.get_token(), {}}};
  Intake intake{state, 2};

  std::future<bool> waiting() {
    auto future = std::async(std::launch::async, [this] { return intake.wait(); });
    CHECK(future.wait_for(20ms) == std::future_status::timeout);
    return future;
  }
  static bool goes_on(std::future<bool>& future) {
    REQUIRE(future.wait_for(5s) == std::future_status::ready);
    return future.get();
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "intake: goes on until there is no place ahead") {
  CHECK(intake.wait());
  intake.take_place();
  CHECK(intake.wait());
  intake.take_place();
  auto future = waiting();
  intake.free_place();
  CHECK(goes_on(future));
}

TEST_CASE_FIXTURE(Fixture, "intake: once there was no place, it goes on when half of them are free") {
  Intake wide(state, 6);
  for (int i = 0; i < 6; ++i) wide.take_place();
  auto future = std::async(std::launch::async, [&] { return wide.wait(); });
  for (int i = 0; i < 2; ++i) wide.free_place();
  CHECK(future.wait_for(20ms) == std::future_status::timeout);
  wide.free_place();
  CHECK(goes_on(future));
  for (int i = 0; i < 2; ++i) wide.take_place();
  CHECK(wide.wait());
}

TEST_CASE_FIXTURE(Fixture, "intake: waits while there is a reason, whichever") {
  intake.hold(Intake::Hold::images_wait, true);
  intake.hold(Intake::Hold::observers_behind, true);
  auto future = waiting();
  intake.hold(Intake::Hold::images_wait, false);
  CHECK(future.wait_for(20ms) == std::future_status::timeout);
  intake.hold(Intake::Hold::observers_behind, false);
  CHECK(goes_on(future));
}

TEST_CASE_FIXTURE(Fixture, "intake: the end of the run ends the waiting, whatever the reason") {
  intake.hold(Intake::Hold::observers_behind, true);
  SUBCASE("requested") {
    auto future = waiting();
    drain.request_stop();
    intake.wake();
    CHECK_FALSE(goes_on(future));
  }
  SUBCASE("from inside") {
    auto future = waiting();
    state.drain(EndedBy::failure_limit);
    intake.wake();
    CHECK_FALSE(goes_on(future));
  }
  SUBCASE("of a pause") {
    drain.request_stop();
    intake.pause(1h);
  }
}

TEST_CASE_FIXTURE(Fixture, "intake: the listing ends once") {
  CHECK(intake.goes_on());
  SUBCASE("by itself") {
    CHECK(intake.end());
    CHECK(intake.has_ended());
    CHECK_FALSE(intake.give_up());
    CHECK_FALSE(intake.is_given_up());
  }
  SUBCASE("given up") {
    CHECK(intake.give_up());
    CHECK(intake.is_given_up());
    CHECK_FALSE(intake.end());
    CHECK_FALSE(intake.has_ended());
  }
  CHECK_FALSE(intake.goes_on());
}

TEST_CASE_FIXTURE(Fixture, "intake: a source may fail for a time, counted anew when it has worked") {
  CHECK_FALSE(intake.source_failed(kStart, 10s));
  CHECK_FALSE(intake.source_failed(kStart + 9s, 10s));
  CHECK(intake.source_failed(kStart + 10s, 10s));
  intake.source_works();
  CHECK_FALSE(intake.source_failed(kStart + 11s, 10s));
}
