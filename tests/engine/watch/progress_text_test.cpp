#include "engine/watch/progress_text.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;

namespace {

ProgressSnapshot halfway() {
  ProgressSnapshot now;
  now.seconds = 10;
  now.listed = 300;
  now.listing_done = true;
  now.total = 300;
  now.done = 140;
  now.failed = 2;
  now.skipped = 8;
  now.in_flight = 12;
  now.waiting = 3;
  now.images_per_second = 14.0;
  now.megapixels_per_second = 150.0;
  now.bytes_per_second = 45.6e6;
  now.memory_bytes = std::uint64_t{512} << 20;
  now.eta_seconds = 95;
  return now;
}

}  // namespace

TEST_CASE("progress_text: a wide bar says everything") {
  CHECK(bar_text(halfway(), 200) ==
        "[==============>              ] 150/300  50%  2 failed  ETA 1 min 35 s  14.0 images/s  150 MP/s  45.6 MB/s  "
        "12 in flight  3 to retry  512 MiB");
}

TEST_CASE("progress_text: what matters least goes first, and no width is exceeded") {
  for (std::size_t width = 0; width < 200; ++width) {
    CAPTURE(width);
    const std::string text = bar_text(halfway(), width);
    CHECK(text.size() <= width);
    if (width >= 7) CHECK(text.find("150/300") != std::string::npos);
    if (text.find("in flight") != std::string::npos) CHECK(text.find("failed") != std::string::npos);
  }
}

TEST_CASE("progress_text: while the listing goes on there is no whole to be a part of") {
  ProgressSnapshot now = halfway();
  now.listing_done = false;
  now.total.reset();
  now.eta_seconds.reset();
  const std::string bar = bar_text(now, 200);
  CHECK(bar.find("150/300+") != std::string::npos);
  CHECK(bar.find('%') == std::string::npos);
  CHECK(bar.find('=') == std::string::npos);
  CHECK(plain_text(now) == "150/300+ images, 14.0 images/s, 150 MP/s, 45.6 MB/s, 3 to retry, 2 failed, 512 MiB");
}

TEST_CASE("progress_text: a count that may change is marked") {
  ProgressSnapshot now = halfway();
  now.listing_done = false;
  now.total = 1500;
  CHECK(bar_text(now, 200).starts_with("[==>" + std::string(26, ' ') + "] 150/~1500  10%  2 failed  ETA 1 min 35 s"));
  CHECK(plain_text(now).starts_with("150/~1500 images, 10%, 14.0 images/s"));
  CHECK(plain_text(now).ends_with(", ETA 1 min 35 s"));
}

TEST_CASE("progress_text: the very start and the very end") {
  CHECK(bar_text({}, 80).find("0/0+") != std::string::npos);
  ProgressSnapshot end = halfway();
  end.done = 290;
  CHECK(bar_text(end, 200).starts_with("[=============================] 300/300  100%"));
}
