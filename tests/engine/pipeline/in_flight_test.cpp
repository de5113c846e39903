#include "engine/pipeline/in_flight.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;
using namespace std::chrono_literals;

namespace {

const InFlight::Clock::time_point kStart{};

RunOptions options_of(std::chrono::milliseconds timeout, std::optional<std::chrono::milliseconds> give_up_after) {
  RunOptions options;
  options.image_timeout = timeout;
  options.give_up_after = give_up_after;
  return options;
}

struct Fixture {
  InFlight in_flight{options_of(10s, 2s)};
  ImageTask& a = in_flight.add({});
  ImageTask& b = in_flight.add({});
  using Images = std::vector<ImageTask*>;
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "in_flight: owns an image until it is removed") {
  CHECK(in_flight.remove(a).get() == &a);
  CHECK_FALSE(in_flight.empty());
  CHECK(in_flight.remove(b).get() == &b);
  CHECK(in_flight.empty());
}

TEST_CASE_FIXTURE(Fixture, "in_flight: who works too long is asked to stop, and given up if that does not help") {
  CHECK(in_flight.has_deadlines());
  a.clock.begin(Stage::decode, kStart);
  CHECK(in_flight.overdue(kStart + 10s).empty());
  CHECK_FALSE(a.stop.stop_requested());
  CHECK(in_flight.overdue(kStart + 11s).empty());
  CHECK(a.stop.stop_requested());
  CHECK(a.timed_out);
  CHECK_FALSE(b.stop.stop_requested());
  CHECK(in_flight.overdue(kStart + 12s).empty());
  SUBCASE("unless it has stopped") {
    a.clock.end(Stage::decode, kStart + 12s);
    CHECK(in_flight.overdue(kStart + 20s).empty());
  }
  SUBCASE("but not in time in which the process stood still") {
    in_flight.skip_pause(30s, kStart + 42s);
    CHECK(in_flight.overdue(kStart + 42s).empty());
    CHECK(in_flight.overdue(kStart + 43s) == Images{&a});
  }
  SUBCASE("in the end") {
    CHECK(in_flight.overdue(kStart + 13s) == Images{&a});
    in_flight.give_up(a);
    CHECK(a.abandoned);
    CHECK(in_flight.given_up() == 1);
    CHECK(in_flight.overdue(kStart + 14s).empty());
    CHECK(in_flight.remove(b).get() == &b);
    CHECK(in_flight.empty());  // though the call still has it
    CHECK(in_flight.remove(a).get() == &a);
    CHECK(in_flight.given_up() == 0);
  }
}

TEST_CASE_FIXTURE(Fixture, "in_flight: a cancel asks all to stop, and waits for nobody for ever") {
  CHECK_FALSE(in_flight.is_patience_over(kStart + 100s));
  in_flight.cancel(kStart);
  in_flight.cancel(kStart + 1s);
  CHECK(in_flight.overdue(kStart).empty());
  CHECK(a.stop.stop_requested());
  CHECK(b.stop.stop_requested());
  CHECK_FALSE(a.timed_out);
  CHECK_FALSE(in_flight.is_patience_over(kStart + 1999ms));
  CHECK(in_flight.is_patience_over(kStart + 2s));
  CHECK(in_flight.overdue(kStart + 2s).size() == 2);
}

TEST_CASE("in_flight: without a time to give up after, all calls are waited for") {
  InFlight in_flight(options_of(0s, std::nullopt));
  ImageTask& image = in_flight.add({});
  CHECK_FALSE(in_flight.has_deadlines());
  image.clock.begin(Stage::read, kStart);
  in_flight.cancel(kStart);
  CHECK(in_flight.has_deadlines());
  CHECK(in_flight.overdue(kStart).empty());
  CHECK(in_flight.overdue(kStart + 1000h).empty());
  CHECK(image.stop.stop_requested());
  CHECK_FALSE(in_flight.is_patience_over(kStart + 1000h));
}

TEST_CASE_FIXTURE(Fixture, "in_flight: a suspect goes when it is alone") {
  in_flight.hold_back(a);
  CHECK(in_flight.next_suspect() == nullptr);
  SUBCASE("with another suspect, one goes after the other") {
    in_flight.hold_back(b);
    ImageTask* const first = in_flight.next_suspect();
    CHECK(first == &b);
    CHECK(in_flight.next_suspect() == nullptr);
    CHECK(in_flight.remove(*first) != nullptr);
    CHECK(in_flight.next_suspect() == &a);
  }
  SUBCASE("when the other one has settled") {
    CHECK(in_flight.remove(b) != nullptr);
    CHECK(in_flight.next_suspect() == &a);
    CHECK(in_flight.next_suspect() == nullptr);
  }
  SUBCASE("or not at all, if the run ends before") {
    CHECK(in_flight.take_suspects() == Images{&a});
    CHECK(in_flight.remove(b) != nullptr);
    CHECK(in_flight.next_suspect() == nullptr);
  }
}
