#include "kernels/resize/weights.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

namespace tbbimg {
namespace {

constexpr ResizeFilter kFilters[] = {ResizeFilter::box,      ResizeFilter::bilinear,    ResizeFilter::hermite,
                                     ResizeFilter::mitchell, ResizeFilter::catmull_rom, ResizeFilter::lanczos2,
                                     ResizeFilter::lanczos3};
constexpr Size kRatios[] = {{1, 1},      {1, 1000},   {1000, 1},  {2, 3},     {3, 2},     {7, 7},
                            {852, 4928}, {4928, 852}, {640, 320}, {65535, 3}, {3, 65535}, {1023, 1024}};

AxisSpan whole(int size) { return {size, 0, static_cast<double>(size)}; }

}  // namespace

TEST_CASE("weights: stay inside and sum exactly to one") {
  for (const ResizeFilter filter : kFilters) {
    for (const Size ratio : kRatios) {
      const int source = ratio.width;
      const AxisWeights axis = make_axis_weights(whole(source), ratio.height, filter);
      const auto taps = static_cast<std::size_t>(axis.taps);
      REQUIRE(axis.starts.size() == static_cast<std::size_t>(ratio.height));
      REQUIRE(axis.weights.size() == axis.starts.size() * taps);
      const auto fixed = to_fixed_point(axis, axis.taps + 3);
      for (std::size_t i = 0; i < axis.starts.size(); ++i) {
        REQUIRE(axis.starts[i] >= 0);
        REQUIRE(axis.starts[i] + axis.taps <= source);
        if (i > 0) REQUIRE(axis.starts[i] >= axis.starts[i - 1]);
        const float* weights = &axis.weights[i * taps];
        REQUIRE(std::abs(std::accumulate(weights, weights + taps, 0.0) - 1.0) < 1e-5);
        const std::int16_t* rounded = &fixed[i * (taps + 3)];
        REQUIRE(std::accumulate(rounded, rounded + taps + 3, 0) == 1 << 14);
        double carried = 0;
        for (std::size_t k = 0; k < taps; ++k) {
          carried += static_cast<double>(rounded[k]) - static_cast<double>(weights[k]) * (1 << 14);
          REQUIRE(std::abs(carried) < 1.01);
        }
      }
    }
  }
}

TEST_CASE("weights: what rounding leaves goes to the largest") {
  const AxisWeights axis{.taps = 3, .starts = {0}, .weights = {0.2F, 0.5998F, 0.2F}};
  const auto fixed = to_fixed_point(axis, 4);
  CHECK(fixed[0] + fixed[1] + fixed[2] == 1 << 14);
  CHECK(fixed[1] > 9827);
  CHECK(fixed[3] == 0);
}

TEST_CASE("weights: lanczos by rotation is lanczos by sines") {
  const auto lanczos = [](double x, int lobes) {
    if (std::abs(x) < 1e-12) return 1.0;
    if (std::abs(x) >= lobes) return 0.0;
    const double a = x * 3.14159265358979323846;
    return lobes * std::sin(a) * std::sin(a / lobes) / (a * a);
  };
  for (const int lobes : {2, 3}) {
    for (const Size ratio : {Size{4928, 852}, {100, 333}, {3000, 7}}) {
      const AxisWeights axis = make_axis_weights(whole(ratio.width), ratio.height,
                                                 lobes == 2 ? ResizeFilter::lanczos2 : ResizeFilter::lanczos3);
      const double step = static_cast<double>(ratio.width) / ratio.height;
      const double scale = std::max(1.0, step);
      const auto taps = static_cast<std::size_t>(axis.taps);
      for (std::size_t i = 0; i < axis.starts.size(); ++i) {
        const double centre = (static_cast<double>(i) + 0.5) * step - 0.5;
        double sum = 0;
        for (int j = 0; j < ratio.width; ++j) sum += lanczos((j - centre) / scale, lobes);
        for (std::size_t k = 0; k < taps; ++k) {
          const double exact = lanczos((axis.starts[i] + static_cast<int>(k) - centre) / scale, lobes) / sum;
          REQUIRE(static_cast<double>(axis.weights[i * taps + k]) == doctest::Approx(exact).epsilon(1e-6).scale(1));
        }
      }
    }
  }
}

TEST_CASE("weights: of a part are some of the weights of the whole") {
  for (const ResizeFilter filter : kFilters) {
    const AxisWeights all = make_axis_weights(whole(120), 48, filter);
    const AxisWeights part = make_axis_weights({120, 30, 60}, 24, filter);
    REQUIRE(part.taps == all.taps);
    const auto taps = static_cast<std::size_t>(all.taps);
    for (std::size_t i = 0; i < 24; ++i) {
      REQUIRE(part.starts[i] == all.starts[i + 12]);
      for (std::size_t k = 0; k < taps; ++k) {
        REQUIRE(static_cast<double>(part.weights[i * taps + k]) ==
                doctest::Approx(static_cast<double>(all.weights[(i + 12) * taps + k])).epsilon(1e-5).scale(1));
      }
    }
  }
}

TEST_CASE("weights: nearest takes the sample under the centre") {
  CHECK(nearest_sample(0, whole(10), 5) == 1);
  CHECK(nearest_sample(4, whole(10), 5) == 9);
  CHECK(nearest_sample(0, whole(5), 10) == 0);
  CHECK(nearest_sample(1, whole(5), 10) == 0);
  CHECK(nearest_sample(9, whole(5), 10) == 4);
  CHECK(nearest_sample(65534, whole(65535), 65535) == 65534);
  CHECK(nearest_sample(0, whole(1), 65535) == 0);
  CHECK(nearest_sample(1, {10, 2.75, 2}, 2) == 4);
  CHECK(nearest_sample(1, {10, 2.75, 1.4}, 2) == 3);
}

}  // namespace tbbimg
