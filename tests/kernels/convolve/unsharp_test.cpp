#include "kernels/convolve/unsharp.hpp"

#include "tests/kernels/convolve/exact.hpp"

namespace tbbimg {
namespace {

test::RowKernel with(const UnsharpOptions& options) {
  return [=](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return unsharp(from, to, options, rows, kernels);
  };
}

double exact_blur(ConstImageView view, double sigma, int x, int y, int c) {
  const int radius = unsharp_radius(sigma);
  double sum = 0;
  double weights = 0;
  for (int j = -radius; j <= radius; ++j) {
    for (int i = -radius; i <= radius; ++i) {
      const double weight = std::exp(-0.5 * (i * i + j * j) / (sigma * sigma));
      sum += weight * test::sample_at(view, x + i, y + j, c, Border::mirror);
      weights += weight;
    }
  }
  return sum / weights;
}

// Where the exact difference is about the threshold, the two may fall on different sides.
double exact_unsharp(ConstImageView view, const UnsharpOptions& options, int x, int y, int c) {
  const int sample = test::sample_at(view, x, y, c, Border::mirror);
  if (has_alpha(view.format) && c == channels(view.format) - 1) return sample;
  return sample + options.amount * (sample - exact_blur(view, options.sigma, x, y, c));
}

}  // namespace

TEST_CASE("unsharp: within 1 of double precision, colours straight and alpha kept") {
  for (const UnsharpOptions options :
       {UnsharpOptions{0.1, 1, 0}, UnsharpOptions{1, 0, 0}, UnsharpOptions{1, 1, 0}, UnsharpOptions{2.3, 5, 0},
        UnsharpOptions{10, 0.7, 0}, UnsharpOptions{10, 5, 0}}) {
    for (const PixelFormat format : test::kFormats) {
      CAPTURE(options.sigma);
      CAPTURE(options.amount);
      CAPTURE(to_string(format));
      Image source = test::random_image({bytes_per_sample(format) == 2 ? 13 : 41, 23}, format, 61);
      // Of mere noise, a strong mask makes black and white.
      for (int y = 0; y < 23; ++y) {
        for (std::size_t i = 0; i < source.view().row_bytes(); ++i) {
          source.view().row(y)[i] = static_cast<std::uint8_t>(100 + source.view().row(y)[i] / (y < 12 ? 16 : 2));
        }
      }
      const Image result = test::run_scalar(source, source.shape(), with(options));
      test::check_exact(result.view(),
                        [&](int x, int y, int c) { return exact_unsharp(source.view(), options, x, y, c); });
    }
  }
}

TEST_CASE("unsharp: differences below the threshold are left alone, those above are not") {
  Image image = test::make_image({60, 9}, PixelFormat::gray8);
  for (int y = 0; y < 9; ++y) {
    for (int x = 0; x < 60; ++x) {
      image.view().row(y)[x] = static_cast<std::uint8_t>(x < 20 ? 100 : x < 40 ? 104 : 180);
    }
  }
  const Image result = test::run_scalar(image, image.shape(), with({2, 1, 5}));
  for (int x = 0; x < 32; ++x) CHECK(int{result.view().row(4)[x]} == image.view().row(4)[x]);
  CHECK(int{result.view().row(4)[39]} < 95);
  CHECK(int{result.view().row(4)[40]} > 190);
}

TEST_CASE("unsharp: every level gives the same bits") {
  for (const PixelFormat format : test::kFormats) {
    for (const int width : test::interesting_widths()) {
      const ImageShape shape = {{width, width % 5 + 3}, format};
      test::check_levels("unsharp", shape, shape, 62, with({1.3, 2.5, 3}));
    }
  }
  test::check_levels("unsharp at its limits", {{200, 70}, PixelFormat::rgb8}, {{200, 70}, PixelFormat::rgb8}, 63,
                     with({UnsharpOptions::kMaxSigma, UnsharpOptions::kMaxAmount, 0}));
}

TEST_CASE("unsharp: refuses what is out of range") {
  Image image = test::make_image({8, 8}, PixelFormat::rgb8);
  const Image source = test::random_image({8, 8}, PixelFormat::rgb8, 1);
  const auto code = [&](const UnsharpOptions& options) {
    return test::code_of(with(options)(source.view(), image.view(), {0, 8}, test::kernels_of(SimdLevel::scalar)));
  };
  for (const UnsharpOptions& bad :
       {UnsharpOptions{0, 1, 0}, UnsharpOptions{10.1, 1, 0}, UnsharpOptions{1, -0.1, 0}, UnsharpOptions{1, 5.1, 0},
        UnsharpOptions{1, 1, -1}, UnsharpOptions{1, 1, 256}, UnsharpOptions{std::nan(""), 1, 0}}) {
    CHECK(code(bad) == ErrorCode::invalid_argument);
  }
}

}  // namespace tbbimg
