#include "kernels/convolve/separable.hpp"

#include <cmath>
#include <numeric>

#include "kernels/convolve/separable_taps.hpp"
#include "tests/kernels/convolve/exact.hpp"

namespace tbbimg {
namespace {

using test::kFormats;

// A kernel and its exact taps.
struct Case {
  std::string name;
  SeparableKernel kernel;
  std::vector<double> horizontal;
  std::vector<double> vertical;
};

Case with_taps(const std::vector<double>& horizontal, const std::vector<double>& vertical) {
  return {"taps " + std::to_string(horizontal.size()) + "x" + std::to_string(vertical.size()),
          SeparableKernel::create(horizontal, vertical).value(), horizontal, vertical};
}

// Numbers of both signs that sum to `sum`.
std::vector<double> random_taps(int count, double sum, std::uint64_t seed) {
  test::Random random(seed);
  std::vector<double> taps;
  for (int i = 0; i < count; ++i) taps.push_back((random.between(-100, 100) + (i == count / 2 ? 100 : 0)) / 100.0);
  double absolute = 0;
  for (const double tap : taps) absolute += std::abs(tap);
  for (double& tap : taps) tap *= 1.5 / absolute;
  taps[static_cast<std::size_t>(count / 2)] += sum - std::accumulate(taps.begin(), taps.end(), 0.0);
  return taps;
}

Case gaussian(double sigma) {
  Case made{"gaussian " + std::to_string(sigma), SeparableKernel::gaussian(sigma).value(), {}, {}};
  for (int i = -made.kernel.radius(); i <= made.kernel.radius(); ++i) {
    made.horizontal.push_back(std::exp(-i * i / (2 * sigma * sigma)));
  }
  const double sum = std::accumulate(made.horizontal.begin(), made.horizontal.end(), 0.0);
  for (double& tap : made.horizontal) tap /= sum;
  made.vertical = made.horizontal;
  return made;
}

Case box(int radius) {
  const auto count = static_cast<std::size_t>(2 * radius + 1);
  const std::vector<double> taps(count, 1.0 / static_cast<double>(count));
  return {"box " + std::to_string(radius), SeparableKernel::box(radius).value(), taps, taps};
}

test::RowKernel with(const SeparableKernel& kernel, Border border = Border::mirror) {
  return [&kernel, border](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return convolve_separable(from, to, kernel, rows, kernels, border);
  };
}

void check_against_exact(const Case& tested, const Image& source, Border border = Border::mirror) {
  const Image result = test::run_scalar(source, source.shape(), with(tested.kernel, border));
  const int samples = channels(source.format());
  std::vector<std::vector<double>> exact;
  for (int c = 0; c < samples; ++c) {
    exact.push_back(test::exact_separable(source.view(), c, tested.horizontal, tested.vertical, border));
  }
  double largest = 0;
  double total = 0;
  double bias = 0;
  int count = 0;
  for (int y = 0; y < source.height(); ++y) {
    for (int x = 0; x < source.width(); ++x) {
      for (int c = 0; c < samples; ++c) {
        const auto pixel = static_cast<std::size_t>(y * source.width() + x);
        double expected = exact[static_cast<std::size_t>(c)][pixel];
        if (has_alpha(source.format()) && c != samples - 1) {
          const double alpha = exact.back()[pixel];
          if (alpha < 0.51) continue;  // not to be seen
          expected /= alpha;
        }
        expected = std::fmin(test::largest_sample(source.format()), std::fmax(0.0, expected));
        const int got = test::sample_of(result.view(), x, y, c);
        const double error = std::abs(got - std::round(expected));
        bias += got - expected;
        largest = std::max(largest, error);
        total += error;
        ++count;
      }
    }
  }
  CAPTURE(tested.name);
  CAPTURE(to_string(source.format()));
  CHECK(largest <= 1);
  CHECK(total / count < 0.3);
  // Neither brighter nor darker on the whole, unless all outputs are nearly the same and so are their roundings.
  if (tested.kernel.radius() <= 17) CHECK(std::abs(bias / count) < 0.06);
}

}  // namespace

TEST_CASE("convolve: taps are symmetric, not negative, and sum exactly to one") {
  const auto check = [](const SeparableKernel& kernel) {
    const auto taps = kernel.taps();
    REQUIRE(taps.size() == static_cast<std::size_t>(2 * kernel.radius() + 1));
    REQUIRE(std::accumulate(taps.begin(), taps.end(), 0) == 1 << 14);
    for (std::size_t i = 0; i < taps.size(); ++i) {
      REQUIRE(taps[i] >= 0);
      REQUIRE(taps[i] == taps[taps.size() - 1 - i]);
    }
  };
  for (double sigma = 0.01; sigma <= 1000; sigma *= 1.1) check(SeparableKernel::gaussian(sigma).value());
  for (int radius = 1; radius <= SeparableKernel::kMaxBoxRadius; radius += radius < 300 ? 1 : 45) {
    check(SeparableKernel::box(radius).value());
  }
  CHECK(SeparableKernel::gaussian(2).value().radius() == 6);
}

TEST_CASE("convolve: is within 1 of double precision") {
  for (const PixelFormat format : kFormats) {
    const Image source = test::random_image({83, 31}, format, 21);
    for (const double sigma : {0.3, 1.0, 2.0, 5.5}) check_against_exact(gaussian(sigma), source);
    check_against_exact(box(1), source);
    check_against_exact(box(15), source);
  }
  const Image source = test::random_image({60, 16}, PixelFormat::rgb8, 22);
  check_against_exact(gaussian(9.9), source);
  const Image words = test::random_image({60, 16}, PixelFormat::rgb16, 22);
  check_against_exact(gaussian(9.9), words);
  for (const int radius : {2, 3, 4, 31, 32, 63, 64, 100, 127, 128, 254, 1000}) {
    check_against_exact(box(radius), source);
    check_against_exact(box(radius), words);
  }
}

TEST_CASE("convolve: any taps, along rows and columns, with any border") {
  const Case cases[] = {with_taps(random_taps(13, 1, 1), random_taps(13, 1, 2)), with_taps({-1, 0, 1}, {1, 2, 1}),
                        with_taps({1}, {-0.25, 0, 1.9, 0, -0.65}),
                        with_taps(random_taps(3, 1, 3), random_taps(255, 1, 4)),
                        with_taps(random_taps(101, 0.7, 5), {3})};
  for (const Border border : test::kBorders) {
    for (const Case& tested : cases) {
      for (const PixelFormat format :
           {PixelFormat::gray8, PixelFormat::rgb8, PixelFormat::gray16, PixelFormat::rgb16}) {
        check_against_exact(tested, test::random_image({37, 7}, format, 25), border);
      }
      for (const PixelFormat format : {PixelFormat::rgb8, PixelFormat::rgb16, PixelFormat::rgba16}) {
        const ImageShape shape = {{149, 5}, format};
        test::check_levels(tested.name, shape, shape, 26, with(tested.kernel, border));
      }
    }
    for (const PixelFormat format : kFormats) {
      check_against_exact(gaussian(2), test::random_image({31, 9}, format, 27), border);
      check_against_exact(box(3), test::random_image({31, 9}, format, 28), border);
    }
  }
  for (const int width : test::interesting_widths()) {
    const ImageShape shape = {{width, 3}, width % 2 == 0 ? PixelFormat::rgb8 : PixelFormat::gray8};
    test::check_levels(cases[0].name, shape, shape, static_cast<std::uint64_t>(width), with(cases[0].kernel));
  }
}

TEST_CASE("convolve: taps that blur take the short way, others do not") {
  const auto kind = [](const std::vector<double>& horizontal, const std::vector<double>& vertical) {
    return SeparableKernel::create(horizontal, vertical).value().fixed_point().kind;
  };
  const std::vector<double> binomial = {1 / 16.0, 4 / 16.0, 6 / 16.0, 4 / 16.0, 1 / 16.0};
  CHECK(kind(binomial, binomial) == SeparableKind::smooth);
  CHECK(kind(binomial, {1}) == SeparableKind::any);
  CHECK(kind({0.25, 0.25, 0.5}, {0.25, 0.25, 0.5}) == SeparableKind::any);
  CHECK(kind({-0.25, 1.5, -0.25}, {-0.25, 1.5, -0.25}) == SeparableKind::any);
  CHECK(kind({0.25, 0.25, 0.25}, {0.25, 0.25, 0.25}) == SeparableKind::any);
  const Case tested = with_taps(binomial, binomial);
  check_against_exact(tested, test::random_image({37, 7}, PixelFormat::rgb8, 29));
}

TEST_CASE("convolve: boxes of any radius, with any border and with alpha") {
  for (const Border border : test::kBorders) {
    for (const PixelFormat format : kFormats) {
      check_against_exact(box(130), test::random_image({45, 11}, format, 41), border);
      check_against_exact(box(301), test::random_image({301, 4}, format, 42), border);
      const ImageShape shape = {{149, 7}, format};
      const Case larger = box(140);
      test::check_levels(larger.name, shape, shape, 43, with(larger.kernel, border));
    }
    for (const int radius : {1, 2, 40}) {
      check_against_exact(box(radius), test::random_image({90, 12}, PixelFormat::rgba8, 44), border);
      check_against_exact(box(radius), test::random_image({90, 12}, PixelFormat::rgba16, 44), border);
    }
  }
  check_against_exact(box(SeparableKernel::kMaxBoxRadius), test::random_image({9, 3}, PixelFormat::rgba8, 45));
  check_against_exact(box(SeparableKernel::kMaxBoxRadius), test::random_image({9, 3}, PixelFormat::rgb16, 45));
  check_against_exact(box(SeparableKernel::kMaxBoxRadius), test::random_image({9, 3}, PixelFormat::rgba16, 45));
}

// Hardly to be seen, where what rounding leaves of alpha counts the most.
TEST_CASE("convolve: straight colours are right where alpha is small") {
  Image faint = test::random_image({64, 24}, PixelFormat::rgba8, 46);
  Image faint_words = test::random_image({64, 24}, PixelFormat::rgba16, 46);
  for (int y = 0; y < faint.height(); ++y) {
    for (int x = 0; x < faint.width(); ++x) {
      faint.view().row(y)[4 * x + 3] %= 3;
      faint_words.view().row(y)[8 * x + 6] %= 3;
      faint_words.view().row(y)[8 * x + 7] = 0;
    }
  }
  for (const int radius : {1, 9, 200, 2000}) {
    check_against_exact(box(radius), faint);
    check_against_exact(box(2 * radius), faint_words);
  }
  check_against_exact(gaussian(1.5), faint_words);
}

TEST_CASE("convolve: refuses taps that do not fit") {
  const auto code = [](std::vector<double> horizontal, std::vector<double> vertical) {
    return SeparableKernel::create(horizontal, vertical).error().code;
  };
  CHECK(code({1, 1}, {1}) == ErrorCode::invalid_argument);
  CHECK(code({}, {1}) == ErrorCode::invalid_argument);
  CHECK(code({1}, std::vector<double>(257, 0.1)) == ErrorCode::invalid_argument);
  CHECK(code({1}, {std::nan("")}) == ErrorCode::invalid_argument);
  CHECK(code({20}, {20}) == ErrorCode::unsupported);
}

TEST_CASE("convolve: a constant stays exactly that, for every kernel") {
  const auto check = [](const Case& tested, PixelFormat format, int step) {
    for (int value = 0; value < 256; value += step) {
      Image source = test::make_image({5, 3}, format);
      test::fill_constant(source.view(), static_cast<std::uint8_t>(value));
      const Image result = test::run_scalar(source, source.shape(), with(tested.kernel));
      const std::string found = test::difference(source.view(), result.view());
      REQUIRE_MESSAGE(found.empty(), tested.name << " of constant " << value << ": " << found);
    }
  };
  for (double sigma = 0.1; sigma <= 1000; sigma *= 1.3) check(gaussian(sigma), PixelFormat::gray8, sigma < 64 ? 1 : 15);
  for (const double sigma : {12.0, 30.0, 500.0}) check(gaussian(sigma), PixelFormat::rgba8, 51);
  for (int radius = 1; radius <= 280; radius += radius < 20 ? 1 : 12) check(box(radius), PixelFormat::gray8, 1);
  check(box(SeparableKernel::kMaxBoxRadius), PixelFormat::gray8, 1);
  check(box(SeparableKernel::kMaxBoxRadius), PixelFormat::rgba8, 17);
  check(gaussian(3), PixelFormat::rgba8, 51);
  for (const double sigma : {70.0, 150.0, 1000.0}) check(gaussian(sigma), PixelFormat::rgb16, 85);
  for (const PixelFormat format : test::k16BitFormats) {
    for (double sigma = 0.1; sigma <= 40; sigma *= 1.9) check(gaussian(sigma), format, 51);
    for (const int radius : {1, 2, 9, 150, 1000, SeparableKernel::kMaxBoxRadius}) check(box(radius), format, 51);
  }
  check(box(3), PixelFormat::gray_alpha8, 51);
}

TEST_CASE("convolve: every level gives the same bits") {
  test::Random random(23);
  std::vector<Case> cases;
  for (const double sigma : {0.2, 0.9, 2.0, 10.3, 11.0, 64.0}) cases.push_back(gaussian(sigma));
  for (const int radius : {1, 2, 7, 15, 31, 127, 128, 500}) cases.push_back(box(radius));
  for (const PixelFormat format : kFormats) {
    const bool words = bytes_per_sample(format) == 2;
    for (const int width : test::interesting_widths()) {
      if (words && width % 3 == 0) continue;
      const Case& tested = cases[static_cast<std::size_t>(random.between(0, static_cast<int>(cases.size()) - 1))];
      const Case& second = cases[static_cast<std::size_t>(random.between(0, static_cast<int>(cases.size()) - 1))];
      for (const Case* one : {&tested, &second}) {
        const ImageShape shape = {{width, random.between(1, 9)}, format};
        test::check_levels(one->name, shape, shape, static_cast<std::uint64_t>(width), with(one->kernel));
      }
    }
    for (const Case& one : cases) {
      const ImageShape shape = {{149, words ? 2 : 23}, format};
      test::check_levels(one.name, shape, shape, 24, with(one.kernel));
    }
  }
}

TEST_CASE("convolve: refuses what does not fit") {
  CHECK(SeparableKernel::gaussian(0).error().code == ErrorCode::invalid_argument);
  CHECK(SeparableKernel::gaussian(-1).error().code == ErrorCode::invalid_argument);
  CHECK(SeparableKernel::gaussian(1000.1).error().code == ErrorCode::invalid_argument);
  CHECK(SeparableKernel::gaussian(std::nan("")).error().code == ErrorCode::invalid_argument);
  CHECK(SeparableKernel::box(0).error().code == ErrorCode::invalid_argument);
  CHECK(SeparableKernel::box(4096).error().code == ErrorCode::invalid_argument);

  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const SeparableKernel kernel = SeparableKernel::gaussian(1).value();
  const Image source = test::make_image({4, 4}, PixelFormat::rgb8);
  Image same = test::make_image({4, 4}, PixelFormat::rgb8);
  Image gray = test::make_image({4, 4}, PixelFormat::gray8);
  const Image deep = test::make_image({4, 4}, PixelFormat::gray16);
  const auto run = [&](ConstImageView from, ImageView to, RowRange rows) {
    return test::code_of(convolve_separable(from, to, kernel, rows, kernels));
  };
  CHECK(run(source.view(), gray.view(), {0, 4}) == ErrorCode::invalid_argument);
  CHECK(run(source.view(), same.view(), {1, 5}) == ErrorCode::invalid_argument);
  CHECK(run(deep.view(), same.view(), {0, 4}) == ErrorCode::invalid_argument);
  CHECK(convolve_separable_scratch_bytes(1000, PixelFormat::rgb8, kernel) >= 6000);
}

}  // namespace tbbimg
