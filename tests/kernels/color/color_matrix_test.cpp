#include "kernels/color/color_matrix.hpp"

#include <array>
#include <cmath>

#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

// Negative and large weights, alpha in the mix, offsets: sums on both sides of what a byte holds.
constexpr std::array<double, 20> kWild = {1.5, -0.7, 0.2, 0.1,  0.05,  -0.3, 2.2, -1.1, 0,   0.1,
                                          0,   0.4,  0.9, -0.5, -0.25, 0.25, 0,   0.25, 0.5, 0.1};

test::RowKernel mixed_by(const ColorMatrix& matrix) {
  return [&matrix](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return mix_colors(from, to, matrix, rows, kernels);
  };
}

// Mean error against the 4x5 matrix in double precision; no sample may be 1 off.
double mean_error(const Image& source, const Image& result, std::span<const double> values) {
  const int count = channels(source.format());
  double sum = 0;
  for (int y = 0; y < source.height(); ++y) {
    for (int x = 0; x < source.width(); ++x) {
      const std::uint8_t* from = source.view().row(y) + x * count;
      const std::uint8_t* to = result.view().row(y) + x * count;
      for (int c = 0; c < count; ++c) {
        const double* row = values.data() + 5 * c;
        const double alpha = count == 4 ? from[3] : 255;
        const double exact = row[0] * from[0] + row[1] * from[1] + row[2] * from[2] + row[3] * alpha + row[4] * 255;
        const double error = std::abs(to[c] - std::fmin(255, std::fmax(0, exact)));
        REQUIRE(error < 1);
        sum += error;
      }
    }
  }
  return sum / (source.width() * source.height() * count);
}

}  // namespace

TEST_CASE("colour matrix: is what double precision says, rounded") {
  const ColorMatrix wild = ColorMatrix::create(kWild, 4, 5).value();
  for (const PixelFormat format : {PixelFormat::rgb8, PixelFormat::rgba8}) {
    const Image source = test::random_image({512, 64}, format, 9);
    CHECK(mean_error(source, test::run_scalar(source, source.shape(), mixed_by(wild)), kWild) < 0.3);
  }
}

TEST_CASE("colour matrix: 3x3 leaves alpha, 4x4 mixes it") {
  const Image source = test::random_image({100, 5}, PixelFormat::rgba8, 3);
  const std::array<double, 9> swapped = {0, 0, 1, 0, 1, 0, 1, 0, 0};
  const ColorMatrix swap = ColorMatrix::create(swapped, 3, 3).value();
  const Image bgr = test::run_scalar(source, source.shape(), mixed_by(swap));
  const std::array<double, 16> to_alpha = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0};
  const ColorMatrix red_as_alpha = ColorMatrix::create(to_alpha, 4, 4).value();
  const Image keyed = test::run_scalar(source, source.shape(), mixed_by(red_as_alpha));
  for (int x = 0; x < 100; ++x) {
    const std::uint8_t* from = source.view().row(2) + 4 * x;
    const std::uint8_t* to = bgr.view().row(2) + 4 * x;
    REQUIRE(std::array{to[0], to[1], to[2], to[3]} == std::array{from[2], from[1], from[0], from[3]});
    REQUIRE(keyed.view().row(2)[4 * x + 3] == from[0]);
    REQUIRE(keyed.view().row(2)[4 * x + 1] == from[1]);
  }
}

TEST_CASE("colour matrix: saturation, hue and sepia are those of the W3C") {
  const auto one = [](const ColorMatrix& matrix, std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
    Image image = test::make_image({1, 1}, PixelFormat::rgb8);
    std::uint8_t* pixel = image.view().row(0);
    pixel[0] = red, pixel[1] = green, pixel[2] = blue;
    test::require_done(mix_colors(image.view(), image.view(), matrix, {0, 1}, test::kernels_of(SimdLevel::scalar)));
    return std::array<int, 3>{pixel[0], pixel[1], pixel[2]};
  };
  using Colour = std::array<int, 3>;
  CHECK(one(ColorMatrix::saturation(1).value(), 200, 100, 7) == Colour{200, 100, 7});
  CHECK(one(ColorMatrix::saturation(0).value(), 200, 100, 10) == Colour{115, 115, 115});
  CHECK(one(ColorMatrix::saturation(2).value(), 110, 100, 90) == Colour{119, 99, 79});
  CHECK(one(ColorMatrix::hue(0).value(), 200, 100, 7) == Colour{200, 100, 7});
  CHECK(one(ColorMatrix::hue(360).value(), 200, 100, 7) == Colour{200, 100, 7});
  // The specification's own rows for 90 degrees, times 100, 50, 20.
  CHECK(one(ColorMatrix::hue(90).value(), 100, 50, 20) == Colour{20, 74, 17});
  CHECK(one(ColorMatrix::sepia(), 100, 50, 20) == Colour{82, 73, 57});
  CHECK(one(ColorMatrix::sepia(), 255, 255, 255) == Colour{255, 255, 239});
}

TEST_CASE("colour matrix: saturation and hue keep grays, exactly") {
  CHECK_FALSE(ColorMatrix::sepia().keeps_gray());
  CHECK_FALSE(ColorMatrix::create(kWild, 4, 5)->keeps_gray());
  Image grays = test::make_image({256, 1}, PixelFormat::rgb8);
  for (int x = 0; x < 256; ++x) {
    for (int c = 0; c < 3; ++c) grays.view().row(0)[3 * x + c] = static_cast<std::uint8_t>(x);
  }
  for (int step = 0; step <= 80; ++step) {
    for (const ColorMatrix& matrix :
         {ColorMatrix::saturation(step / 10.0).value(), ColorMatrix::hue(step * 4.7 - 180).value()}) {
      CHECK(matrix.keeps_gray());
      CHECK(test::difference(grays.view(), test::run_scalar(grays, grays.shape(), mixed_by(matrix)).view()) == "");
    }
  }
}

TEST_CASE("colour matrix: every level gives the same bits") {
  std::array<double, 20> extreme{};
  for (std::size_t i = 0; i < extreme.size(); ++i) extreme[i] = i % 3 == 0 ? -ColorMatrix::kMaxValue : 7.99;
  for (const ColorMatrix& matrix :
       {ColorMatrix::create(kWild, 4, 5).value(), ColorMatrix::sepia(), ColorMatrix::create(extreme, 4, 5).value()}) {
    for (const PixelFormat format : {PixelFormat::rgb8, PixelFormat::rgba8}) {
      for (const int width : test::interesting_widths()) {
        const ImageShape shape = {{width, 3}, format};
        test::check_levels("colour matrix", shape, shape, static_cast<std::uint64_t>(width), mixed_by(matrix));
      }
    }
  }
}

TEST_CASE("colour matrix: refuses what does not fit") {
  const std::array<double, 25> many{};
  CHECK_FALSE(ColorMatrix::create(many, 5, 5));
  CHECK_FALSE(ColorMatrix::create(std::span(many).first(12), 3, 4));
  CHECK_FALSE(ColorMatrix::create(std::span(many).first(8), 3, 3));
  const std::array<double, 9> huge = {8, 0, 0, 0, 1, 0, 0, 0, 1};
  CHECK(ColorMatrix::create(huge, 3, 3).error().message.text().find("beyond") != std::string::npos);
  const double nan = std::nan("");
  CHECK_FALSE(ColorMatrix::saturation(nan));
  CHECK_FALSE(ColorMatrix::saturation(-0.1));
  CHECK_FALSE(ColorMatrix::saturation(8.1));
  CHECK_FALSE(ColorMatrix::hue(nan));
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  Image gray = test::make_image({4, 4}, PixelFormat::gray8);
  Image rgb = test::make_image({4, 4}, PixelFormat::rgb8);
  const ColorMatrix sepia = ColorMatrix::sepia();
  CHECK(test::code_of(mix_colors(gray.view(), gray.view(), sepia, {0, 4}, kernels)) == ErrorCode::unsupported);
  CHECK(test::code_of(mix_colors(rgb.view(), gray.view(), sepia, {0, 4}, kernels)) == ErrorCode::invalid_argument);
  CHECK(test::code_of(mix_colors(rgb.view(), rgb.view(), sepia, {0, 5}, kernels)) == ErrorCode::invalid_argument);
}

}  // namespace tbbimg
