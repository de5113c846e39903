#include "kernels/geometry/rotate.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "kernels/geometry/orient.hpp"
#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

constexpr Rgba8 kRed = {{200, 30, 60}};

Rotation rotation(double degrees, ResizeFilter filter = ResizeFilter::lanczos3, Rgba8 background = kRed) {
  return Rotation::create(degrees, filter, background).value();
}

Image turned(ConstImageView source, Size size, PixelFormat format, const Rotation& by) {
  Image result = test::make_image(size, format);
  test::require_done(by.run(source, result.view(), result.view().all_rows()));
  return result;
}

double lanczos3(double x) {
  if (x == 0) return 1;
  if (std::abs(x) >= 3) return 0;
  const double angle = std::numbers::pi * x;
  return 3 * std::sin(angle) * std::sin(angle / 3) / (angle * angle);
}

// A sample of a gray image, or of what surrounds it.
double sample(ConstImageView source, int x, int y, double outside) {
  const bool is_inside = x >= 0 && y >= 0 && x < source.width && y < source.height;
  return is_inside ? source.row(y)[x] : outside;
}

// Lanczos by its definition, in double precision.
double resampled(ConstImageView source, double u, double v, double outside) {
  const auto to_phase = [](double position) { return std::round(position * 1024) / 1024; };
  u = to_phase(u - 0.5);
  v = to_phase(v - 0.5);
  double sum = 0;
  double weights = 0;
  for (int j = -3; j <= 3; ++j) {
    for (int i = -3; i <= 3; ++i) {
      const double x = std::floor(u) + i;
      const double y = std::floor(v) + j;
      const double weight = lanczos3(u - x) * lanczos3(v - y);
      sum += weight * sample(source, static_cast<int>(x), static_cast<int>(y), outside);
      weights += weight;
    }
  }
  return std::clamp(sum / weights, 0.0, 255.0);
}

}  // namespace

TEST_CASE("rotate: sizes that hold the turned image, and those that it fills") {
  CHECK(rotated_size({100, 50}, 0) == Size{100, 50});
  CHECK(rotated_size({100, 50}, 90) == Size{50, 100});
  CHECK(rotated_size({100, 50}, -450) == Size{50, 100});
  CHECK(rotated_size({100, 100}, 45) == Size{142, 142});
  CHECK(rotated_size({4000, 3000}, 0.0001) == Size{4000, 3000});
  CHECK(rotated_size({1, 1}, 30) == Size{2, 2});
  CHECK(filled_size({100, 50}, 0) == Size{100, 50});
  CHECK(filled_size({100, 50}, 90) == Size{50, 100});
  CHECK(filled_size({100, 50}, 180) == Size{100, 50});
  CHECK(filled_size({100, 100}, 45) == Size{70, 70});
  CHECK(filled_size({1, 1}, 45) == Size{1, 1});
  // No corner of it lies outside, and no larger one would do.
  for (const Size size : {Size{400, 300}, Size{300, 400}, Size{1000, 100}, Size{100, 1000}}) {
    for (double degrees = -179; degrees < 180; degrees += 7) {
      const Size filled = filled_size(size, degrees);
      const double angle = degrees * std::numbers::pi / 180;
      const auto holds = [&](double width, double height) {
        bool all = true;
        for (const double x : {-width / 2, width / 2}) {
          const double y = height / 2;
          const double u = std::cos(angle) * x + std::sin(angle) * y;
          const double v = -std::sin(angle) * x + std::cos(angle) * y;
          all = all && std::abs(u) <= size.width / 2.0 + 0.05 && std::abs(v) <= size.height / 2.0 + 0.05;
        }
        return all;
      };
      CAPTURE(test::describe(size));
      CAPTURE(degrees);
      CHECK(holds(filled.width, filled.height));
      CHECK_FALSE(holds(filled.width + 2, filled.height + 2));
    }
  }
}

TEST_CASE("rotate: quarter turns are those of orient(), by every filter that interpolates, in every format") {
  for (int f = 0; f < 8; ++f) {
    const auto format = static_cast<PixelFormat>(f);
    Image source = test::random_image({13, 8}, format, 5);
    if (has_alpha(format)) source = test::random_image({1, 1}, format, 5);  // colours under alpha are not kept exactly
    struct Turn {
      double degrees;
      Orientation orientation;
    };
    for (const Turn turn : {Turn{90, Orientation::rotate_90}, Turn{180, Orientation::rotate_180},
                            Turn{-90, Orientation::rotate_270}, Turn{720, Orientation::upright}}) {
      for (const ResizeFilter filter :
           {ResizeFilter::nearest, ResizeFilter::bilinear, ResizeFilter::catmull_rom, ResizeFilter::lanczos3}) {
        CAPTURE(to_string(format));
        CAPTURE(turn.degrees);
        CAPTURE(to_string(filter));
        const Size size = rotated_size(source.view().size(), turn.degrees);
        Image expected = test::make_image(size, format);
        test::require_done(orient(source.view(), expected.view(), turn.orientation, expected.view().all_rows(),
                                  test::kernels_of(SimdLevel::scalar)));
        const Image result = turned(source.view(), size, format, rotation(turn.degrees, filter));
        CHECK(test::difference(expected.view(), result.view(), has_alpha(format) ? 1 : 0) == "");
      }
    }
  }
}

TEST_CASE("rotate: Lanczos is within 1 of its definition, the background around it included") {
  const Image source = test::random_image({23, 17}, PixelFormat::gray8, 11);
  const double outside = pixel_of(kRed, PixelFormat::gray8)[0];
  for (const double degrees : {1.0, 30.0, 45.0, 123.0, -7.5}) {
    const Size size = rotated_size({23, 17}, degrees);
    const Image result = turned(source.view(), size, PixelFormat::gray8, rotation(degrees));
    const double angle = degrees * std::numbers::pi / 180;
    for (int y = 0; y < size.height; ++y) {
      for (int x = 0; x < size.width; ++x) {
        const double right = x + 0.5 - size.width / 2.0;
        const double down = y + 0.5 - size.height / 2.0;
        const double u = 11.5 + std::cos(angle) * right + std::sin(angle) * down;
        const double v = 8.5 - std::sin(angle) * right + std::cos(angle) * down;
        CAPTURE(degrees);
        CAPTURE(x);
        CAPTURE(y);
        REQUIRE(std::abs(resampled(source.view(), u, v, outside) - result.view().row(y)[x]) <= 1);
      }
    }
  }
}

TEST_CASE("rotate: what is all of the background's colour stays so, and rows may be made in any split") {
  for (const ResizeFilter filter :
       {ResizeFilter::nearest, ResizeFilter::box, ResizeFilter::bilinear, ResizeFilter::hermite, ResizeFilter::mitchell,
        ResizeFilter::lanczos2, ResizeFilter::lanczos3}) {
    for (int f = 0; f < 8; ++f) {
      const auto format = static_cast<PixelFormat>(f);
      const Rotation by = rotation(20, filter);
      Image flat = test::make_image({19, 30}, format);
      test::require_done(fill(flat.view(), kRed, flat.view().all_rows()));
      const Size size = rotated_size({19, 30}, 20);
      Image expected = test::make_image(size, format);
      test::require_done(fill(expected.view(), kRed, expected.view().all_rows()));
      CAPTURE(to_string(filter));
      CAPTURE(to_string(format));
      CHECK(test::difference(expected.view(), turned(flat.view(), size, format, by).view()) == "");

      const test::GuardedImage source({19, 30}, format, {test::GuardedImage::Layout::Guard::behind, 0, false});
      test::fill_random(source.view(), 3);
      const Image whole = turned(source.view(), size, format, by);
      const test::GuardedImage pieces(size, format, {test::GuardedImage::Layout::Guard::before, 7, true});
      for (int end = size.height; end > 0; end -= 7) {
        test::require_done(by.run(source.view(), pieces.view(), {std::max(end - 7, 0), end}));
      }
      CHECK(test::difference(whole.view(), pieces.view()) == "");
      CHECK(pieces.gaps_are_untouched());
    }
  }
}

TEST_CASE("rotate: corners may be transparent, and colours under alpha do not come out") {
  // Opaque green, beside it red that nobody sees.
  Image source = test::make_image({20, 20}, PixelFormat::rgba8);
  test::require_done(fill(source.view(), {{0, 180, 0}}, {0, 10}));
  test::require_done(fill(source.view(), {{255, 0, 0}, 0}, {10, 20}));
  const Size size = rotated_size({20, 20}, 33);
  const Image result =
      turned(source.view(), size, PixelFormat::rgba8, rotation(33, ResizeFilter::bilinear, {{255, 0, 0}, 0}));
  int partial = 0;
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const std::uint8_t* pixel = result.view().row(y) + 4 * x;
      if (pixel[3] > 0) CHECK(pixel[0] == 0);
      if (pixel[3] > 0) CHECK(std::abs(pixel[1] - 180) <= 90 / pixel[3] + 1);
      partial += pixel[3] > 0 && pixel[3] < 255 ? 1 : 0;
    }
  }
  CHECK(partial > 40);
  CHECK(result.view().row(0)[3] == 0);

  const Image opaque = test::random_image({20, 20}, PixelFormat::rgb8, 1);
  const Image with_alpha =
      turned(opaque.view(), size, PixelFormat::rgba8, rotation(33, ResizeFilter::lanczos3, {{}, 0}));
  CHECK(with_alpha.view().row(0)[3] == 0);
  CHECK(with_alpha.view().row(size.height / 2)[4 * (size.width / 2) + 3] == 255);
}

TEST_CASE("rotate: what does not fit together is refused") {
  const Image source = test::make_image({4, 4}, PixelFormat::rgb8);
  for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::rgb16, PixelFormat::rgba16}) {
    Image result = test::make_image({4, 4}, format);
    CHECK_FALSE(rotation(1).run(source.view(), result.view(), {0, 4}));
  }
  Image result = test::make_image({4, 4}, PixelFormat::rgb8);
  CHECK_FALSE(rotation(1).run(source.view(), result.view(), {0, 5}));
  CHECK_FALSE(Rotation::create(std::nan(""), ResizeFilter::lanczos3, kRed));
  CHECK_FALSE(Rotation::create(1e9, ResizeFilter::lanczos3, kRed));
}

}  // namespace tbbimg
