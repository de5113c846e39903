#include "engine/watch/progress.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;
using namespace std::chrono_literals;

namespace {

constexpr ProgressMeter::Clock::time_point kBegin{1h};

std::optional<std::uint64_t> not_counted() { return std::nullopt; }

void set_halfway(Metrics& metrics) {
  metrics.listed = 10;
  metrics.listing_done = true;
  metrics.done = 4;
  metrics.failed = 1;
  metrics.pixels_in = 8'000'000;
  metrics.bytes_in = 6'000'000;
}

}  // namespace

TEST_CASE("progress: rates") {
  Metrics metrics;
  ProgressMeter meter(metrics, not_counted, kBegin);
  set_halfway(metrics);
  metrics.in_flight = 3;
  metrics.waiting = 2;
  const ProgressSnapshot now = meter.sample(kBegin + 2s);
  CHECK(now.seconds == doctest::Approx(2));
  CHECK(now.images_per_second == doctest::Approx(2));
  CHECK(now.megapixels_per_second == doctest::Approx(4));
  CHECK(now.bytes_per_second == doctest::Approx(3e6));
  CHECK(now.in_flight == 3);
  CHECK(now.waiting == 2);
  CHECK(now.memory_bytes > 0);
}

TEST_CASE("progress: the time left goes by bytes") {
  Metrics metrics;
  ProgressMeter meter(metrics, not_counted, kBegin);
  set_halfway(metrics);
  metrics.bytes_listed = 100;
  metrics.bytes_settled = 10;
  CHECK(meter.sample(kBegin + 2s).eta_seconds.value_or(0) == doctest::Approx(18));
  metrics.listing_done = false;
  CHECK_FALSE(meter.sample(kBegin + 3s).eta_seconds);
}

TEST_CASE("progress: the time left goes by images where sizes are not known") {
  Metrics metrics;
  ProgressMeter meter(metrics, not_counted, kBegin);
  set_halfway(metrics);
  CHECK(meter.sample(kBegin + 2s).eta_seconds.value_or(0) == doctest::Approx(2));
}

TEST_CASE("progress: a count stands in for the listing until it is done") {
  Metrics metrics;
  std::optional<std::uint64_t> counted;
  ProgressMeter meter(
      metrics, [&counted] { return counted; }, kBegin);
  set_halfway(metrics);
  metrics.bytes_listed = 100;
  metrics.bytes_settled = 10;
  metrics.listing_done = false;
  ProgressSnapshot now = meter.sample(kBegin + 1s);
  CHECK_FALSE(now.total);
  CHECK_FALSE(now.eta_seconds);

  counted = 1000;
  now = meter.sample(kBegin + 2s);
  CHECK(now.total == 1000);
  CHECK(now.eta_seconds.value_or(0) == doctest::Approx(995 / 2.5));

  metrics.listing_done = true;
  now = meter.sample(kBegin + 2s);
  CHECK(now.total == 10);
  CHECK(now.eta_seconds.value_or(0) == doctest::Approx(18));
}

TEST_CASE("progress: a count is never less than what is listed") {
  Metrics metrics;
  ProgressMeter meter(
      metrics, [] { return std::optional<std::uint64_t>(3); }, kBegin);
  set_halfway(metrics);
  metrics.listing_done = false;
  const ProgressSnapshot now = meter.sample(kBegin + 2s);
  CHECK(now.total == 10);
  CHECK(now.eta_seconds.value_or(0) == doctest::Approx(2));
}

TEST_CASE("progress: nothing has settled, nothing is known of the end") {
  Metrics metrics;
  ProgressMeter meter(metrics, not_counted, kBegin);
  metrics.listed = 10;
  metrics.bytes_listed = 100;
  metrics.listing_done = true;
  CHECK_FALSE(meter.sample(kBegin + 2s).eta_seconds);
}

TEST_CASE("progress: what is long ago does not count") {
  Metrics metrics;
  ProgressMeter meter(metrics, not_counted, kBegin);
  metrics.done = 1000;
  static_cast<void>(meter.sample(kBegin + 1s));
  for (int second = 2; second <= 20; ++second) {
    ++metrics.done;
    static_cast<void>(meter.sample(kBegin + std::chrono::seconds(second)));
  }
  CHECK(meter.sample(kBegin + 20s).images_per_second == doctest::Approx(1));
}
