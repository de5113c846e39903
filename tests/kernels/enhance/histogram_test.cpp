#include "kernels/enhance/histogram.hpp"

#include <cmath>

#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

using enum PixelFormat;
constexpr PixelFormat kFormats[] = {gray8, gray_alpha8, rgb8, rgba8};

Histogram counted(const Image& image) {
  Histogram result;
  result.channel_count = channels(image.format());
  const auto count = static_cast<std::size_t>(result.channel_count);
  for (int y = 0; y < image.height(); ++y) {
    for (std::size_t i = 0; i < image.view().row_bytes(); ++i) {
      const std::uint8_t* pixel = image.view().row(y) + i / count * count;
      if (!has_alpha(image.format()) || pixel[count - 1] != 0) ++result.channels[i % count][pixel[i % count]];
    }
  }
  return result;
}

// Of every pixel with alpha that is divisible by three.
void hide_some(ImageView image) {
  if (!has_alpha(image.format)) return;
  const auto count = static_cast<std::size_t>(channels(image.format));
  for (int y = 0; y < image.height; ++y) {
    for (std::size_t i = count - 1; i < image.row_bytes(); i += count) {
      if (image.row(y)[i] % 3 == 0) image.row(y)[i] = 0;
    }
  }
}

}  // namespace

TEST_CASE("histogram: counts every visible sample once, on every level, whatever the split") {
  for (const PixelFormat format : kFormats) {
    for (const int width : test::interesting_widths()) {
      Image source = test::random_image({width, 5}, format, static_cast<std::uint64_t>(width));
      hide_some(source.view());
      const Histogram expected = counted(source);
      for (const SimdLevel level : supported_simd_levels()) {
        const Kernels kernels = test::kernels_of(level);
        const test::GuardedImage guarded({width, 5}, format, {test::GuardedImage::Layout::Guard::behind, 0, false});
        test::fill_random(guarded.view(), static_cast<std::uint64_t>(width));
        hide_some(guarded.view());
        Histogram result = histogram(guarded.view(), {3, 5}, kernels).value();
        result += histogram(guarded.view(), {0, 3}, kernels).value();
        CHECK(result.channels == expected.channels);
        CHECK(result.channel_count == expected.channel_count);
      }
    }
  }
}

TEST_CASE("histogram: luma is that of BT.601, or the gray") {
  Image rgba = test::random_image({300, 7}, rgba8, 4);
  hide_some(rgba.view());
  ChannelHistogram expected{};
  for (int y = 0; y < 7; ++y) {
    for (int x = 0; x < 300; ++x) {
      const std::uint8_t* p = rgba.view().row(y) + 4 * x;
      if (p[3] == 0) continue;
      ++expected[static_cast<std::size_t>(std::lround((9798 * p[0] + 19235 * p[1] + 3735 * p[2]) / 32768.0))];
    }
  }
  Image gray = test::random_image({300, 7}, gray_alpha8, 4);
  hide_some(gray.view());
  for (const SimdLevel level : supported_simd_levels()) {
    const Kernels kernels = test::kernels_of(level);
    CHECK(luma_histogram(rgba.view(), {0, 7}, kernels)->channels[0] == expected);
    CHECK(luma_histogram(gray.view(), {0, 7}, kernels)->channels[0] == counted(gray).channels[0]);
    CHECK(luma_histogram(gray.view(), {0, 7}, kernels)->channel_count == 1);
    CHECK(luma_histogram(gray.view(), {0, 7}, kernels)->channels[1] == ChannelHistogram{});
  }
}

TEST_CASE("statistics: of a few samples, by hand") {
  ChannelHistogram samples{};
  samples[10] = 2;
  samples[20] = 1;
  samples[50] = 1;
  const Statistics result = statistics(samples);
  CHECK(result.count == 4);
  CHECK(result.min == 10);
  CHECK(result.max == 50);
  CHECK(result.mean == doctest::Approx(22.5));
  CHECK(result.deviation == doctest::Approx(std::sqrt((2 * 156.25 + 6.25 + 756.25) / 4)));
  CHECK(result.entropy == doctest::Approx(1.5));
  CHECK(statistics({}).count == 0);
  ChannelHistogram even;
  even.fill(3);
  CHECK(statistics(even).entropy == doctest::Approx(8));
}

TEST_CASE("percentile: the lowest value that enough samples do not exceed") {
  ChannelHistogram samples{};
  samples[10] = 1;
  samples[20] = 98;
  samples[30] = 1;
  CHECK(percentile(samples, 0) == 10);
  CHECK(percentile(samples, 1) == 10);
  CHECK(percentile(samples, 2) == 20);
  CHECK(percentile(samples, 99) == 20);
  CHECK(percentile(samples, 100) == 30);
}

TEST_CASE("otsu: separates two classes where the variance between them is greatest") {
  ChannelHistogram samples{};
  for (std::size_t value = 0; value < 256; ++value) {
    const auto bell = [&](double middle) { return std::exp(-std::pow((static_cast<double>(value) - middle) / 12, 2)); };
    samples[value] = static_cast<std::uint64_t>(1000 * bell(60) + 400 * bell(190));
  }
  double best = -1;
  int expected = 0;
  for (int threshold = 1; threshold < 256; ++threshold) {  // the definition: weights times squared distance of means
    double count[2] = {0, 0};
    double sum[2] = {0, 0};
    for (int value = 0; value < 256; ++value) {
      count[value >= threshold] += static_cast<double>(samples[static_cast<std::size_t>(value)]);
      sum[value >= threshold] += static_cast<double>(samples[static_cast<std::size_t>(value)]) * value;
    }
    if (count[0] == 0 || count[1] == 0) continue;
    const double variance = count[0] * count[1] * std::pow(sum[0] / count[0] - sum[1] / count[1], 2);
    if (variance > best * (1 + 1e-12)) {
      best = variance;
      expected = threshold;
    }
  }
  CHECK(otsu_threshold(samples) == expected);
  CHECK(expected > 90);
  CHECK(expected < 160);
  ChannelHistogram one{};
  one[77] = 5;
  CHECK(otsu_threshold(one) == 0);
}

TEST_CASE("histogram: refuses what does not fit") {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const Image deep = test::make_image({4, 4}, rgb16);
  const Image rgb = test::make_image({4, 4}, rgb8);
  CHECK(histogram(deep.view(), {0, 4}, kernels).error().code == ErrorCode::unsupported);
  CHECK(luma_histogram(deep.view(), {0, 4}, kernels).error().code == ErrorCode::unsupported);
  CHECK(histogram(rgb.view(), {0, 5}, kernels).error().code == ErrorCode::invalid_argument);
}

}  // namespace tbbimg
