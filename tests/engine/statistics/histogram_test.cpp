#include "engine/statistics/histogram.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

using tbbimg::Histogram;

namespace {

// The specification: sort, and take the one at that rank.
std::uint64_t exact_quantile(std::vector<std::uint64_t> values, double fraction) {
  std::sort(values.begin(), values.end());
  const auto rank = static_cast<std::size_t>(std::ceil(fraction * static_cast<double>(values.size())));
  return values[std::max<std::size_t>(rank, 1) - 1];
}

}  // namespace

TEST_CASE("histogram: nothing") {
  const Histogram histogram;
  CHECK(histogram.count() == 0);
  CHECK(histogram.min() == 0);
  CHECK(histogram.max() == 0);
  CHECK(histogram.mean() == 0);
  CHECK(histogram.quantile(0.5) == 0);
  CHECK(histogram.buckets().empty());
}

TEST_CASE("histogram: one value is every quantile, exactly") {
  for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{127}, std::uint64_t{128},
                                    std::uint64_t{1'234'567'891}, std::numeric_limits<std::uint64_t>::max()}) {
    CAPTURE(value);
    Histogram histogram;
    histogram.add(value);
    CHECK(histogram.min() == value);
    CHECK(histogram.max() == value);
    for (const double fraction : {0.0, 0.5, 0.99, 1.0}) CHECK(histogram.quantile(fraction) == value);
  }
}

TEST_CASE("histogram: small values are exact") {
  Histogram histogram;
  for (std::uint64_t value = 1; value <= 100; ++value) histogram.add(value);
  CHECK(histogram.quantile(0.5) == 50);
  CHECK(histogram.quantile(0.9) == 90);
  CHECK(histogram.quantile(0.99) == 99);
  CHECK(histogram.quantile(1) == 100);
  CHECK(histogram.mean() == 50.5);
  CHECK(histogram.sum() == 5050);
}

TEST_CASE("histogram: a rank between two values is that of the larger one") {
  Histogram histogram;
  for (std::uint64_t value = 1; value <= 5; ++value) histogram.add(value);
  CHECK(histogram.quantile(0.5) == 3);
  CHECK(histogram.quantile(0.9) == 5);
  CHECK(histogram.quantile(0.2) == 1);
  CHECK(histogram.quantile(0.21) == 2);
}

TEST_CASE("histogram: quantiles are within 1 % of the sorted values', min, max and mean exact") {
  std::mt19937_64 random(1);
  // Milliseconds in nanoseconds, as stages take them.
  std::lognormal_distribution<double> times(std::log(5e6), 1.5);
  Histogram histogram;
  std::vector<std::uint64_t> values;
  double sum = 0;
  for (int i = 0; i < 20'000; ++i) {
    values.push_back(static_cast<std::uint64_t>(times(random)));
    histogram.add(values.back());
    sum += static_cast<double>(values.back());
  }
  CHECK(histogram.count() == values.size());
  CHECK(histogram.min() == *std::min_element(values.begin(), values.end()));
  CHECK(histogram.max() == *std::max_element(values.begin(), values.end()));
  CHECK(histogram.mean() == doctest::Approx(sum / 20'000).epsilon(1e-12));
  for (const double fraction : {0.001, 0.1, 0.5, 0.9, 0.99, 0.999}) {
    CAPTURE(fraction);
    const auto exact = static_cast<double>(exact_quantile(values, fraction));
    CHECK(std::abs(static_cast<double>(histogram.quantile(fraction)) - exact) <= exact / 128);
  }
}

TEST_CASE("histogram: buckets hold each value once, in order and without overlap") {
  Histogram histogram;
  std::vector<std::uint64_t> values = {0, 1, 126, 127, 128, 129, 130, 255, 256, 257, 4095, 4096};
  for (unsigned bit = 13; bit < 64; ++bit) {
    const std::uint64_t power = std::uint64_t{1} << bit;
    values.insert(values.end(), {power - 1, power, power + power / 64, power + power / 3});
  }
  values.push_back(std::numeric_limits<std::uint64_t>::max());
  for (const std::uint64_t value : values) histogram.add(value);
  const auto buckets = histogram.buckets();
  std::uint64_t counted = 0;
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    CAPTURE(i);
    if (i > 0) CHECK(buckets[i].low > buckets[i - 1].high);
    CHECK(buckets[i].low <= buckets[i].high);
    CHECK(buckets[i].high - buckets[i].low <= buckets[i].low / 64);
    const auto inside = std::count_if(values.begin(), values.end(), [&buckets, i](std::uint64_t value) {
      return value >= buckets[i].low && value <= buckets[i].high;
    });
    CHECK(static_cast<std::uint64_t>(inside) == buckets[i].count);
    counted += buckets[i].count;
  }
  CHECK(counted == values.size());
}
