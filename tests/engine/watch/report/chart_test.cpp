#include "engine/watch/report/chart.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <regex>
#include <string>
#include <vector>

using namespace tbbimg;
using namespace std::chrono_literals;

namespace {

struct Rect {
  std::string style;
  double x, y, width, height;
  std::string title;
};

std::vector<Rect> rects(const std::string& svg) {
  static const std::regex kRect(
      "<rect class=\"(\\w+)\" x=\"([0-9.]+)\" y=\"([0-9.]+)\" width=\"([0-9.]+)\" "
      "height=\"([0-9.]+)\"><title>([^<]*)</title>");
  std::vector<Rect> found;
  for (std::sregex_iterator i(svg.begin(), svg.end(), kRect), end; i != end; ++i) {
    found.push_back({(*i)[1], std::stod((*i)[2]), std::stod((*i)[3]), std::stod((*i)[4]), std::stod((*i)[5]), (*i)[6]});
  }
  return found;
}

}  // namespace

TEST_CASE("chart: throughput, failed on top of done, the busiest slice fills the height") {
  Throughput throughput;
  throughput.add(50ms, {.done = 60});
  throughput.add(60ms, {.failed = 20});
  throughput.add(250ms, {.done = 40});
  throughput.add(350ms, {.done = 40});
  const std::string chart = throughput_chart(throughput);
  const auto bars = rects(chart);
  REQUIRE(bars.size() == 4);
  CHECK(bars[0].style == "done");
  CHECK(bars[0].height == doctest::Approx(150));
  CHECK(bars[0].y == doctest::Approx(50));
  CHECK(bars[1].style == "failed");
  CHECK(bars[1].height == doctest::Approx(50));
  CHECK(bars[1].y == doctest::Approx(0));
  CHECK(bars[2].x == doctest::Approx(500));
  CHECK(bars[2].height == doctest::Approx(100));
  CHECK(bars[2].title == "0.20 s to 0.30 s: 40 done, 0 failed");
  CHECK(chart.find("800 images/s") != std::string::npos);
}

TEST_CASE("chart: a bar of throughput holds several images, and so few of them that there is no rate give no chart") {
  Throughput throughput;
  for (int i = 0; i < 40; ++i) throughput.add(i * 100ms, {.done = 1});  // each slice has one image, or none
  const auto bars = rects(throughput_chart(throughput));
  REQUIRE(bars.size() == 5);
  for (const Rect& bar : bars) {
    CHECK(bar.height == doctest::Approx(200));
    CHECK(bar.width == doctest::Approx(196));
  }
  // The last bar is as wide as its time, and as high as its rate.
  throughput.add(4000ms, {.done = 1});
  const auto more = rects(throughput_chart(throughput));
  REQUIRE(more.size() == 5);
  CHECK(more.back().width < more.front().width);
  CHECK(more.back().height == doctest::Approx(200));

  Throughput few;
  for (int i = 0; i < 31; ++i) few.add(i * 100ms, {.done = 1});
  CHECK(throughput_chart(few).empty());
}

TEST_CASE("chart: a run without images") { CHECK(rects(throughput_chart(Throughput())).empty()); }

TEST_CASE("chart: every image is in one bar of the histogram, and no bar leaves the picture") {
  for (const double spread : {1.0, 1.001, 3.0, 1e3, 1e9}) {
    CAPTURE(spread);
    Histogram times;
    for (int i = 0; i < 500; ++i) times.add(static_cast<std::uint64_t>(1e4 * std::pow(spread, i / 499.0)));
    const std::string chart = histogram_chart(times);
    std::uint64_t images = 0;
    for (const Rect& bar : rects(chart)) {
      CHECK(bar.x >= 0);
      CHECK(bar.x + bar.width <= 1000.01);
      CHECK(bar.y >= -0.01);
      CHECK(bar.height <= 200.01);
      images += std::stoul(bar.title.substr(bar.title.find(": ") + 2));
    }
    CHECK(images == 500);
    CHECK(rects(chart).size() <= 48);
  }
}

TEST_CASE("chart: times in the unit that suits them") {
  CHECK(short_time(1500) == "1.50 \u00b5s");
  CHECK(short_time(2.5e6) == "2.50 ms");
  CHECK(short_time(3e9) == "3.00 s");
}
