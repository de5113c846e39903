#include "engine/pipeline/waiting_room.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;
using namespace std::chrono_literals;

namespace {

constexpr auto kNever = WaitingRoom::Clock::time_point::max();
const WaitingRoom::Clock::time_point kStart{};

Error gone(std::string place) { return {ErrorCode::not_found, "is gone", Stage::read, std::move(place), true}; }
Status well() { return {}; }

struct Fixture {
  std::vector<std::string> changes;
  WaitingRoom room{10s, [this](const BreakerChange& change) {
                     changes.push_back(change.place + " " + std::string(to_string(change.state)));
                     CHECK((change.error == nullptr) == (change.state == BreakerState::closed));
                   }};
  ImageTask a{SourceItem{}}, b{SourceItem{}}, c{SourceItem{}};
  using Images = std::vector<ImageTask*>;

  // The probe of a place comes due and is answered.
  Images probe(const std::string& place, const Status& status, WaitingRoom::Clock::time_point now) {
    const auto due = room.due(now);
    REQUIRE(due.probes.size() == 1);
    CHECK(due.probes[0].place == place);
    return room.probed(place, status, now);
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "waiting_room: images come back when their time has come") {
  CHECK(room.next_due() == kNever);
  room.wait_until(kStart + 2s, &a);
  room.wait_until(kStart + 1s, &b);
  CHECK(room.size() == 2);
  CHECK(room.next_due() == kStart + 1s);
  CHECK(room.due(kStart + 500ms).images.empty());
  CHECK(room.due(kStart + 1s).images == Images{&b});
  CHECK(room.due(kStart + 5s).images == Images{&a});
  CHECK(room.size() == 0);
}

TEST_CASE_FIXTURE(Fixture, "waiting_room: one image tries a place that is there again, the others follow") {
  room.wait_for_place(gone("in"), well, &a, kStart);
  room.wait_for_place(gone("in"), well, &b, kStart + 1ms);
  room.wait_for_places(&c);
  CHECK(room.places_away());
  CHECK(probe("in", fail(gone("in")), kStart + 1s).empty());
  const auto first = probe("in", {}, kStart + 2s);
  REQUIRE(first.size() == 1);
  CHECK(room.is_on_trial(first[0]));
  CHECK(room.places_away());

  SUBCASE("and does well") {
    CHECK(room.went_well(first[0]).size() == 2);
    CHECK_FALSE(room.places_away());
    CHECK(room.next_due() == kNever);
    CHECK(changes == std::vector<std::string>{"in open", "in half_open", "in closed"});
  }
  SUBCASE("and fails") {
    room.wait_for_place(gone("in"), well, first[0], kStart + 3s);
    CHECK(room.places_away());
    CHECK(room.size() == 3);
    CHECK(changes == std::vector<std::string>{"in open", "in half_open", "in open"});
    const auto second = probe("in", {}, kStart + 9s);
    CHECK(room.went_well(second.at(0)).size() == 2);
  }
}

TEST_CASE_FIXTURE(Fixture, "waiting_room: a place is lost when it has been away for too long, and that is told once") {
  room.wait_for_place(gone("out"), well, &a, kStart);
  CHECK_FALSE(room.due(kStart + 9s).lost);
  CHECK(room.next_due() == kStart + 10s);
  const auto lost = room.due(kStart + 10s).lost;
  REQUIRE(lost);
  CHECK(lost->path == "out");
  CHECK_FALSE(room.due(kStart + 11s).lost);
  CHECK(room.next_due() == kNever);
  CHECK(room.empty() == Images{&a});
}

TEST_CASE_FIXTURE(Fixture, "waiting_room: without images, the probe alone closes the breaker") {
  room.wait_for_place(gone("in"), well, nullptr, kStart);
  CHECK(probe("in", {}, kStart + 1s).empty());
  CHECK_FALSE(room.places_away());
  CHECK(changes == std::vector<std::string>{"in open", "in closed"});
}

TEST_CASE_FIXTURE(Fixture, "waiting_room: while one of two places is away, all wait") {
  room.wait_for_place(gone("in"), well, &a, kStart);
  room.wait_for_place(gone("out"), well, &b, kStart);
  auto due = room.due(kStart + 1s);
  CHECK(due.probes.size() == 2);
  const auto trial = room.probed("in", {}, kStart + 1s);
  REQUIRE(trial.size() == 1);
  CHECK(room.probed("out", fail(gone("out")), kStart + 1s).empty());
  // It could be read, and now waits for the other place.
  room.wait_for_place(gone("out"), well, trial[0], kStart + 2s);
  CHECK(room.places_away());
  CHECK(changes.back() == "in closed");
  const auto second = probe("out", {}, kStart + 4s);
  REQUIRE(second.size() == 1);
  CHECK(room.went_well(second[0]).size() == 1);
  CHECK_FALSE(room.places_away());
}
