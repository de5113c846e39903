#include "kernels/convolve/convolve_2d.hpp"

#include <limits>

#include "kernels/convolve/kernel_2d_fixed_point.hpp"
#include "tests/kernels/convolve/exact.hpp"

namespace tbbimg {
namespace {

struct Case {
  Size size;
  std::vector<double> weights;
  double divisor = 1;
  double bias = 0;

  [[nodiscard]] Kernel2D kernel() const { return Kernel2D::create(size, weights, divisor, bias).value(); }
};

Case random_case(Size size, double low, double high, double divisor, double bias, std::uint64_t seed) {
  test::Random random(seed);
  Case made = {size, {}, divisor, bias};
  for (std::uint64_t i = 0; i < size.pixels(); ++i) {
    made.weights.push_back(low + (high - low) * random.between(0, 100000) / 100000.0);
  }
  return made;
}

// 31x31 of which one weight outweighs all others.
Case spike() {
  Case made = random_case({31, 31}, -0.002, 0.002, 1, 0, 5);
  made.weights[480] = 1.9;
  return made;
}

std::vector<Case> cases() {
  return {{{3, 3}, {0, -1, 0, -1, 5, -1, 0, -1, 0}},
          {{3, 3}, {1, 2, 1, 2, 4, 2, 1, 2, 1}, 16},
          {{3, 3}, {1, 1, 1, 1, 1, 1, 1, 1, 1}, 9},
          {{3, 3}, {-2, -1, 0, -1, 0, 1, 0, 1, 2}, 1, 128},
          {{3, 3}, {0, 0, 0, 0, -127, 0, 0, 1, 0}, 1, 30},
          {{3, 3}, {100, -200, 100, -150, 301, -150, 100, -200, 200}, 1, 0.5},
          {{5, 1}, {1, 4, 6, 4, 1}, 16},
          {{1, 5}, {1, -4, 6, -4, 1}, -3, 12.3},
          random_case({7, 7}, -0.04, 0.06, 1, 0, 1),
          random_case({9, 3}, -1, 1, 1.7, 100.25, 2),
          random_case({31, 31}, 0, 1, 480, 0, 3),
          random_case({31, 29}, -0.1, 0.1, 2, 127, 4),
          spike()};
}

test::RowKernel with(const Kernel2D& kernel, Border border) {
  return [=](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return convolve_2d(from, to, kernel, border, rows, kernels);
  };
}

void check_against_exact(const Case& tested, const Image& source, Border border) {
  const Image result = test::run_scalar(source, source.shape(), with(tested.kernel(), border));
  const ConstImageView view = source.view();
  CAPTURE(to_string(border));
  CAPTURE(tested.weights.size());
  test::check_exact(result.view(), [&](int x, int y, int c) -> double {
    if (has_alpha(view.format) && c == channels(view.format) - 1) return test::sample_at(view, x, y, c, border);
    double sum = 0;
    std::size_t next = 0;
    for (int j = 0; j < tested.size.height; ++j) {
      for (int i = 0; i < tested.size.width; ++i) {
        sum += tested.weights[next++] *
               test::sample_at(view, x + i - tested.size.width / 2, y + j - tested.size.height / 2, c, border);
      }
    }
    return sum / tested.divisor + tested.bias * test::largest_sample(view.format) / 255;
  });
}

}  // namespace

TEST_CASE("convolve_2d: is within 1 of double precision, for every border and format") {
  for (const Case& tested : cases()) {
    check_against_exact(tested, test::random_image({41, 13}, PixelFormat::rgb8, 31), Border::mirror);
    check_against_exact(tested, test::random_image({41, 13}, PixelFormat::rgb16, 31), Border::mirror);
  }
  for (const Border border : test::kBorders) {
    for (const PixelFormat format : test::kFormats) {
      check_against_exact(cases()[0], test::random_image({9, 5}, format, 32), border);
      check_against_exact(cases()[8], test::random_image({1, 3}, format, 33), border);
      check_against_exact(cases()[9], test::random_image({2, 1}, format, 34), border);
    }
  }
}

TEST_CASE("convolve_2d: a constant stays that if weights sum to one") {
  for (const Case& tested : {cases()[0], cases()[1], cases()[2], random_case({31, 31}, 0, 1, 1, 0, 6)}) {
    double sum = 0;
    for (const double weight : tested.weights) sum += weight;
    const Kernel2D kernel = Kernel2D::create(tested.size, tested.weights, sum).value();
    for (int value = 0; value < 256; ++value) {
      for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::gray16}) {
        Image same = test::make_image({5, 3}, format);
        test::fill_constant(same.view(), static_cast<std::uint8_t>(value));
        const Image result = test::run_scalar(same, same.shape(), with(kernel, Border::mirror));
        REQUIRE(test::difference(same.view(), result.view()).empty());
      }
    }
  }
}

TEST_CASE("convolve_2d: presets do what they are called") {
  const Image source = test::random_image({20, 10}, PixelFormat::rgba8, 35);
  const Image same = test::run_scalar(source, source.shape(), with(Kernel2D::identity(), Border::mirror));
  CHECK(test::difference(source.view(), same.view()).empty());
  Image flat = test::make_image({9, 9}, PixelFormat::gray8);
  test::fill_constant(flat.view(), 90);
  flat.view().row(4)[4] = 100;
  const auto at = [&](const Kernel2D& kernel, int x, int y) {
    return static_cast<int>(test::run_scalar(flat, flat.shape(), with(kernel, Border::mirror)).view().row(y)[x]);
  };
  CHECK(at(Kernel2D::sharpen(), 4, 4) == 140);
  CHECK(at(Kernel2D::sharpen(), 3, 4) == 80);
  CHECK(at(Kernel2D::edge(), 4, 4) == 80);
  CHECK(at(Kernel2D::edge(), 0, 0) == 0);
  CHECK(at(Kernel2D::emboss(), 0, 0) == 90);
  CHECK(at(Kernel2D::emboss(), 3, 3) == 110);
  CHECK(at(Kernel2D::emboss(), 5, 5) == 70);
}

TEST_CASE("convolve_2d: small integers take the short way, and heavy weights several layers") {
  CHECK(Kernel2D::sharpen().fixed_point().narrow);
  CHECK(Kernel2D::sharpen().fixed_point().fraction_bits == 0);
  CHECK(cases()[1].kernel().fixed_point().fraction_bits == 4);
  CHECK_FALSE(cases()[8].kernel().fixed_point().narrow);
  CHECK(cases()[8].kernel().fixed_point().layers.size() == 1);
  CHECK(spike().kernel().fixed_point().layers.size() > 1);
}

TEST_CASE("convolve_2d: every level gives the same bits") {
  test::Random random(36);
  const std::vector<Case> all = cases();
  for (const PixelFormat format : test::kFormats) {
    for (const int width : test::interesting_widths()) {
      const Case& tested = all[static_cast<std::size_t>(random.between(0, 9))];
      const auto border = test::kBorders[random.between(0, 3)];
      const ImageShape shape = {{width, random.between(1, 9)}, format};
      test::check_levels("convolve_2d", shape, shape, static_cast<std::uint64_t>(width), with(tested.kernel(), border));
    }
    for (const Case& tested : all) {
      const ImageShape shape = {{149, 7}, format};
      test::check_levels("convolve_2d", shape, shape, 37, with(tested.kernel(), Border::mirror));
    }
  }
}

TEST_CASE("convolve_2d: refuses what does not fit") {
  const auto code = [](Size size, std::vector<double> weights, double divisor = 1, double bias = 0) {
    return Kernel2D::create(size, weights, divisor, bias).error().code;
  };
  const std::vector<double> nine(9, 1.0);
  const double huge = std::numeric_limits<double>::infinity();
  CHECK(code({2, 3}, std::vector<double>(6, 1.0)) == ErrorCode::invalid_argument);
  CHECK(code({33, 1}, std::vector<double>(33, 1.0)) == ErrorCode::invalid_argument);
  CHECK(code({3, 1}, nine) == ErrorCode::invalid_argument);
  CHECK(code({3, 3}, nine, 0) == ErrorCode::invalid_argument);
  CHECK(code({3, 3}, nine, 1, huge) == ErrorCode::invalid_argument);
  CHECK(code({3, 3}, nine, 1e-9) == ErrorCode::invalid_argument);
  CHECK(code({3, 1}, {0, std::nan(""), 0}) == ErrorCode::invalid_argument);
  CHECK(code({31, 31}, std::vector<double>(961, 0.77)) == ErrorCode::unsupported);

  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const Image source = test::make_image({4, 4}, PixelFormat::rgb8);
  Image same = test::make_image({4, 4}, PixelFormat::rgb8);
  Image gray = test::make_image({4, 4}, PixelFormat::gray8);
  const Image deep = test::make_image({4, 4}, PixelFormat::gray16);
  const auto run = [&](ConstImageView from, ImageView to, RowRange rows) {
    return test::code_of(convolve_2d(from, to, Kernel2D::sharpen(), Border::clamp, rows, kernels));
  };
  CHECK(run(source.view(), gray.view(), {0, 4}) == ErrorCode::invalid_argument);
  CHECK(run(source.view(), same.view(), {1, 5}) == ErrorCode::invalid_argument);
  CHECK(run(deep.view(), same.view(), {0, 4}) == ErrorCode::invalid_argument);
  CHECK(convolve_2d_scratch_bytes(1000, PixelFormat::rgb8, Kernel2D::sharpen()) >= 12000);
}

}  // namespace tbbimg
