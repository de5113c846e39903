#include "kernels/compare/ssim.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/color/luma_weights.hpp"
#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

// Luma over black, of a pixel that may lie behind the last column or row.
int luma_at(ConstImageView view, int x, int y) {
  const std::uint8_t* pixel =
      view.row(std::min(y, view.height - 1)) + std::min(x, view.width - 1) * bytes_per_pixel(view.format);
  const auto over_black = [&](int value, int alpha) { return static_cast<int>(std::lround(value * alpha / 255.0)); };
  switch (view.format) {
    case PixelFormat::gray8: return pixel[0];
    case PixelFormat::gray_alpha8: return over_black(pixel[0], pixel[1]);
    case PixelFormat::rgb8: return luma_of(LumaStandard::bt601, pixel[0], pixel[1], pixel[2]);
    default:
      return luma_of(LumaStandard::bt601, over_black(pixel[0], pixel[3]), over_black(pixel[1], pixel[3]),
                     over_black(pixel[2], pixel[3]));
  }
}

// Equation 13 of the paper, from means and deviations, with windows of 8x8 at every fourth pixel.
double window_ssim(ConstImageView a, ConstImageView b, int left, int top) {
  double mean_a = 0;
  double mean_b = 0;
  for (int y = top; y < top + 8; ++y) {
    for (int x = left; x < left + 8; ++x) {
      mean_a += luma_at(a, x, y) / 64.0;
      mean_b += luma_at(b, x, y) / 64.0;
    }
  }
  double variance_a = 0;
  double variance_b = 0;
  double covariance = 0;
  for (int y = top; y < top + 8; ++y) {
    for (int x = left; x < left + 8; ++x) {
      const double from_a = luma_at(a, x, y) - mean_a;
      const double from_b = luma_at(b, x, y) - mean_b;
      variance_a += from_a * from_a / 64;
      variance_b += from_b * from_b / 64;
      covariance += from_a * from_b / 64;
    }
  }
  const double c1 = 6.5025;
  const double c2 = 58.5225;
  return (2 * mean_a * mean_b + c1) * (2 * covariance + c2) /
         ((mean_a * mean_a + mean_b * mean_b + c1) * (variance_a + variance_b + c2));
}

double exact_ssim(ConstImageView a, ConstImageView b) {
  const auto last = [](int side) { return std::max((side + 3) / 4 * 4, 8) - 8; };
  double total = 0;
  int windows = 0;
  for (int top = 0; top <= last(a.height); top += 4) {
    for (int left = 0; left <= last(a.width); left += 4) {
      total += window_ssim(a, b, left, top);
      ++windows;
    }
  }
  return total / windows;
}

// The source with every third sample moved: alike, not equal.
void distort(ConstImageView source, ImageView destination) {
  for (int y = 0; y < source.height; ++y) {
    for (std::size_t i = 0; i < source.row_bytes(); ++i) {
      const int moved = source.row(y)[i] + (i % 3 == 0 ? 20 - y % 40 : 0);
      destination.row(y)[i] = static_cast<std::uint8_t>(std::clamp(moved, 0, 255));
    }
  }
}

double similarity(ConstImageView a, ConstImageView b, Kernels kernels) {
  const Result<double> result = ssim(a, b, kernels);
  REQUIRE_MESSAGE(result.has_value(), (result ? "" : result.error().message.text()));
  return *result;
}

}  // namespace

TEST_CASE("ssim: is that of double precision, in every format, the same on every level") {
  using enum PixelFormat;
  for (const PixelFormat format : {gray8, gray_alpha8, rgb8, rgba8}) {
    for (const int width : test::interesting_widths()) {
      const Size size = {width, 13};
      const test::GuardedImage::Layout layout = {test::GuardedImage::Layout::Guard::behind, 3, false};
      const test::GuardedImage source(size, format, layout);
      test::fill_random(source.view(), 7);
      const test::GuardedImage other(size, format, layout);
      distort(source.view(), other.view());
      const double expected = exact_ssim(other.view(), source.view());
      const double scalar = similarity(other.view(), source.view(), test::kernels_of(SimdLevel::scalar));
      CHECK_MESSAGE(std::abs(scalar - expected) < 1e-9,
                    to_string(format) << ", " << width << " wide: expected " << expected << ", got " << scalar);
      for (const SimdLevel level : supported_simd_levels()) {
        const double found = similarity(other.view(), source.view(), test::kernels_of(level));
        CHECK_MESSAGE(found == scalar, to_string(level) << ", " << to_string(format) << ", " << width
                                                        << " wide: expected " << scalar << ", got " << found);
      }
    }
  }
}

TEST_CASE("ssim: largest sums do not overflow") {
  const Kernels kernels = test::kernels_of(supported_simd_levels().back());
  Image black = test::make_image({64, 64}, PixelFormat::gray8);
  Image white = test::make_image({64, 64}, PixelFormat::gray8);
  for (int y = 0; y < 64; ++y) {
    std::fill_n(black.view().row(y), 64, std::uint8_t{0});
    std::fill_n(white.view().row(y), 64, std::uint8_t{255});
  }
  CHECK(similarity(white.view(), white.view(), kernels) == 1);
  // Flat windows have no structure to differ in: C1 against the square of 255.
  CHECK(std::abs(similarity(white.view(), black.view(), kernels) - 6.5025 / (255 * 255 + 6.5025)) < 1e-12);
}

TEST_CASE("ssim: counts what is seen, of images of any size and formats") {
  const Kernels kernels = test::kernels_of(supported_simd_levels().back());
  for (const Size size : {Size{1, 1}, Size{3, 40}, Size{40, 3}, Size{8, 8}, Size{9, 9}, Size{61, 47}}) {
    const Image image = test::random_image(size, PixelFormat::rgba8, 3);
    CHECK(similarity(image.view(), image.view(), kernels) == 1);
    // Colours below an alpha of 0 are nobody's business.
    Image hidden = test::random_image(size, PixelFormat::rgba8, 3);
    Image other = test::random_image(size, PixelFormat::rgba8, 4);
    for (const ImageView view : {hidden.view(), other.view()}) {
      for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) view.row(y)[4 * x + 3] = 0;
      }
    }
    CHECK(similarity(hidden.view(), other.view(), kernels) == 1);
  }
  const Image rgb = test::random_image({30, 20}, PixelFormat::rgb8, 5);
  Image opaque = test::make_image({30, 20}, PixelFormat::rgba8);
  for (int y = 0; y < 20; ++y) {
    for (int x = 0; x < 30; ++x) {
      std::copy_n(rgb.view().row(y) + 3 * x, 3, opaque.view().row(y) + 4 * x);
      opaque.view().row(y)[4 * x + 3] = 255;
    }
  }
  CHECK(similarity(rgb.view(), opaque.view(), kernels) == 1);
  CHECK(similarity({}, {}, kernels) == 1);
}

TEST_CASE("ssim: refuses what cannot be compared") {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const Image small = test::random_image({8, 8}, PixelFormat::rgb8, 1);
  const Image large = test::random_image({9, 8}, PixelFormat::rgb8, 1);
  const Image deep = test::random_image({8, 8}, PixelFormat::rgb16, 1);
  CHECK(ssim(large.view(), small.view(), kernels).error().message.text() == "the image is of 9x8, not of 8x8");
  CHECK(ssim(deep.view(), small.view(), kernels).error().code == ErrorCode::unsupported);
  CHECK(ssim(small.view(), deep.view(), kernels).error().code == ErrorCode::unsupported);
}

}  // namespace tbbimg
