#include "kernels/convolve/coarse_gaussian.hpp"

#include "kernels/convolve/separable.hpp"
#include "tests/kernels/convolve/exact.hpp"

namespace tbbimg {
namespace {

test::RowKernel with(const SeparableKernel& kernel, Border border) {
  return [&kernel, border](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return convolve_separable(from, to, kernel, rows, kernels, border);
  };
}

// Of double precision, ending at 6 sigma.
std::vector<double> exact_gaussian(double sigma) {
  const int radius = static_cast<int>(6 * sigma);
  std::vector<double> taps;
  double sum = 0;
  for (int i = -radius; i <= radius; ++i) sum += taps.emplace_back(std::exp(-i * i / (2 * sigma * sigma)));
  for (double& tap : taps) tap /= sum;
  return taps;
}

void check_against_exact(const Image& source, double sigma, Border border, double mean = 0.3) {
  CAPTURE(sigma);
  CAPTURE(to_string(border));
  const SeparableKernel kernel = SeparableKernel::gaussian(sigma).value();
  const Image result = test::run_scalar(source, source.shape(), with(kernel, border));
  const std::vector<double> taps = exact_gaussian(sigma);
  std::vector<std::vector<double>> exact;
  for (int c = 0; c < channels(source.format()); ++c) {
    exact.push_back(test::exact_separable(source.view(), c, taps, taps, border));
  }
  const bool alpha = has_alpha(source.format());
  const auto last = static_cast<std::size_t>(channels(source.format()) - 1);
  test::check_exact(
      result.view(),
      [&](int x, int y, int c) {
        const auto pixel = static_cast<std::size_t>(y * source.width() + x);
        const double value = exact[static_cast<std::size_t>(c)][pixel];
        if (!alpha || static_cast<std::size_t>(c) == last) return value;
        return exact[last][pixel] < 0.5 ? 0 : value / exact[last][pixel];
      },
      mean);
}

// Stripes of the given period, along both axes: what a grid could turn into waves that are not there.
Image stripes(Size size, double period) {
  Image image = test::make_image(size, PixelFormat::gray8);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const double wave = std::cos(2 * 3.14159265358979 * x / period) + std::cos(2 * 3.14159265358979 * y / period);
      image.view().row(y)[x] = wave > 0 ? 255 : 0;
    }
  }
  return image;
}

}  // namespace

TEST_CASE("coarse_gaussian: is within 1 of double precision") {
  for (const double sigma : {10.0, 14.5, 19.99, 20.0, 33.3, 40.0, 64.0, 150.0}) {
    check_against_exact(test::random_image({70, 50}, PixelFormat::rgb8, 61), sigma, Border::mirror);
    check_against_exact(test::random_image({33, 9}, PixelFormat::gray8, 62), sigma, Border::clamp);
    Image edge = test::make_image({160, 20}, PixelFormat::gray8);
    for (int y = 0; y < 20; ++y) {
      for (int x = 0; x < 160; ++x) edge.view().row(y)[x] = x < 71 ? 0 : 255;
    }
    check_against_exact(edge, sigma, Border::wrap);
    check_against_exact(edge, sigma, Border::constant);
  }
  constexpr double kAny = 1;  // all outputs are nearly the same, and so are their roundings
  for (const double period : {3.9, 4.1, 4.3, 4.7, 5.0})
    check_against_exact(stripes({120, 90}, period), 10, Border::mirror, kAny);
  for (const double period : {7.6, 8.4, 8.8, 9.3, 10.0})
    check_against_exact(stripes({120, 90}, period), 20, Border::mirror, kAny);
}

TEST_CASE("coarse_gaussian: the largest sigma") {
  for (const Border border : test::kBorders) {
    check_against_exact(test::random_image({70, 50}, PixelFormat::rgb8, 63), 1000, border, 1);
  }
  Image edge = test::make_image({2400, 2}, PixelFormat::gray8);
  for (int y = 0; y < 2; ++y) std::fill_n(edge.view().row(y) + 1100, 1300, std::uint8_t{255});
  check_against_exact(edge, 300, Border::clamp);
  check_against_exact(edge, 1000, Border::clamp);
}

TEST_CASE("coarse_gaussian: with alpha is within 1 of double precision where it is to be seen") {
  for (const double sigma : {10.0, 20.0, 40.0, 110.0}) {
    check_against_exact(test::random_image({70, 50}, PixelFormat::rgba8, 64), sigma, Border::mirror, 1);
    check_against_exact(test::random_image({33, 9}, PixelFormat::gray_alpha8, 65), sigma, Border::wrap, 1);
    // From opaque to transparent, behind both of which other colours stand.
    Image ramp = test::random_image({128, 12}, PixelFormat::rgba8, 66);
    for (int y = 0; y < 12; ++y) {
      for (int x = 0; x < 128; ++x) {
        ramp.view().row(y)[4 * x + 1] = x < 64 ? 255 : 0;
        ramp.view().row(y)[4 * x + 3] = static_cast<std::uint8_t>(x < 40 ? 255 : x < 90 ? 255 - 5 * (x - 40) : 1);
      }
    }
    check_against_exact(ramp, sigma, Border::clamp, 1);
  }
}

// The worst that any image can do was found by adding up what the weights are off by: 0.8 at 8 pixels to a sigma.
TEST_CASE("coarse_gaussian: of 16 bits is within 1 of double precision") {
  const auto off_by = [](const Image& source, double sigma, Border border) {
    const SeparableKernel kernel = SeparableKernel::gaussian(sigma).value();
    const Image result = test::run_scalar(source, source.shape(), with(kernel, border));
    const std::vector<double> taps = exact_gaussian(sigma);
    const int samples = channels(source.format());
    std::vector<std::vector<double>> exact;
    for (int c = 0; c < samples; ++c) exact.push_back(test::exact_separable(source.view(), c, taps, taps, border));
    double largest = 0;
    for (int y = 0; y < source.height(); ++y) {
      for (int x = 0; x < source.width(); ++x) {
        const auto pixel = static_cast<std::size_t>(y * source.width() + x);
        for (int c = 0; c < samples; ++c) {
          double value = exact[static_cast<std::size_t>(c)][pixel];
          if (has_alpha(source.format()) && c + 1 < samples) value /= exact.back()[pixel];
          largest = std::fmax(largest, std::abs(test::sample_of(result.view(), x, y, c) - value));
        }
      }
    }
    return largest;
  };
  Image edge = test::make_image({700, 2}, PixelFormat::gray16);
  for (int y = 0; y < 2; ++y) std::fill_n(edge.view().row(y) + 600, 800, std::uint8_t{255});
  for (const double sigma : {16.0, 31.9, 32.0, 64.0, 128.0}) {
    CAPTURE(sigma);
    CHECK(off_by(edge, sigma, Border::clamp) < 1.3);
    CHECK(off_by(test::random_image({70, 20}, PixelFormat::rgb16, 71), sigma, Border::mirror) < 1.3);
    CHECK(off_by(test::random_image({33, 9}, PixelFormat::gray_alpha16, 72), sigma, Border::wrap) < 1.5);
    CHECK(off_by(test::random_image({33, 9}, PixelFormat::rgba16, 73), sigma, Border::clamp) < 1.5);
  }
}

TEST_CASE("coarse_gaussian: every level gives the same bits, for any split") {
  for (const int width : test::interesting_widths()) {
    const double sigmas[] = {10.0, 12.3, 20.0, 100.0};
    const double sigmas_of_words[] = {16.0, 20.0, 33.0, 70.0};
    const SeparableKernel kernel = SeparableKernel::gaussian(sigmas[width % 4]).value();
    const SeparableKernel wide = SeparableKernel::gaussian(sigmas_of_words[width % 4]).value();
    const ImageShape words = {{width, 1 + width % 7}, test::k16BitFormats[width / 4 % 4]};
    test::check_levels("coarse_gaussian of words", words, words, static_cast<std::uint64_t>(width),
                       with(wide, test::kBorders[width % 3]));
    for (const PixelFormat format : test::k8BitFormats) {
      const ImageShape shape = {{width, 1 + width % 37}, format};
      test::check_levels("coarse_gaussian", shape, shape, static_cast<std::uint64_t>(width),
                         with(kernel, test::kBorders[width % 3]));
    }
  }
}

}  // namespace tbbimg
