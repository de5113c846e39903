#include "engine/recovery/breaker.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;
using namespace std::chrono_literals;

namespace {

const Error kGone{ErrorCode::not_found, "is gone", Stage::read, "/mnt/photos", true};
const Breaker::Clock::time_point kStart{};
constexpr auto kNever = Breaker::Clock::time_point::max();

}  // namespace

TEST_CASE("breaker: closed, open, half open, closed") {
  Breaker breaker("/mnt/photos");
  CHECK(breaker.state() == BreakerState::closed);
  CHECK(breaker.probe_at() == kNever);

  breaker.trip(kGone, kStart);
  CHECK(breaker.state() == BreakerState::open);
  CHECK(breaker.error().message.text() == "is gone");
  CHECK(breaker.probe_at() == kStart + Breaker::kFirstProbe);

  breaker.probing();
  CHECK(breaker.probe_at() == kNever);
  breaker.probed({}, kStart + 1s);
  CHECK(breaker.state() == BreakerState::half_open);
  CHECK(breaker.probe_at() == kNever);
  breaker.close();
  CHECK(breaker.state() == BreakerState::closed);
}

TEST_CASE("breaker: probes grow rarer, up to a bound, and the time away is counted from the first failure") {
  Breaker breaker("/mnt/photos");
  breaker.trip(kGone, kStart);
  auto now = kStart;
  std::chrono::milliseconds expected = Breaker::kFirstProbe;
  for (int i = 0; i < 10; ++i) {
    CAPTURE(i);
    CHECK(breaker.probe_at() - now == expected);
    now = breaker.probe_at();
    breaker.probing();
    breaker.probed(fail(Error{ErrorCode::read_failed, "still gone", Stage::read, "/mnt/photos", true}), now);
    expected = std::min(2 * expected, Breaker::kLongestPause);
  }
  CHECK(breaker.error().message.text() == "still gone");
  breaker.probed({}, now);
  breaker.trip(kGone, now + 1s);  // the image that was let through failed
  CHECK(breaker.state() == BreakerState::open);
  CHECK(breaker.since() == kStart);
  breaker.probed({}, now + 2s);
  breaker.close();
  breaker.trip(kGone, now + 3s);
  CHECK(breaker.since() == now + 3s);
  CHECK(breaker.probe_at() == now + 3s + Breaker::kFirstProbe);
}

TEST_CASE("breaker: more failures while it is open change nothing") {
  Breaker breaker("/mnt/photos");
  breaker.trip(kGone, kStart);
  breaker.trip(Error{ErrorCode::not_found, "another", Stage::read, "/mnt/photos", true}, kStart + 100ms);
  CHECK(breaker.error().message.text() == "is gone");
  CHECK(breaker.probe_at() == kStart + Breaker::kFirstProbe);
}
