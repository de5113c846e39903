#include "kernels/hash/perceptual_hash.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "kernels/image/image.hpp"

using namespace tbbimg;

namespace {

template <class Value>
Image gray_of(Size size, Value value) {
  Image image = Image::create({size, PixelFormat::gray8}).value();
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) image.view().row(y)[x] = static_cast<std::uint8_t>(value(x, y));
  }
  return image;
}

// Something with all frequencies, the same everywhere: a linear congruential generator over a slope.
Image textured(Size size, unsigned seed) {
  return gray_of(size, [state = seed](int x, int y) mutable {
    state = state * 1664525U + 1013904223U;
    return static_cast<int>(state >> 25) + 2 * x + y;
  });
}

// The orthonormal DCT-II as its definition says it, in double precision.
std::vector<double> naive_dct(ConstImageView gray) {
  std::vector<double> values;
  for (int v = 0; v < 8; ++v) {
    for (int u = 0; u < 8; ++u) {
      double sum = 0;
      for (int y = 0; y < 32; ++y) {
        for (int x = 0; x < 32; ++x) {
          sum += gray.row(y)[x] * std::cos((2 * x + 1) * u * std::numbers::pi / 64) *
                 std::cos((2 * y + 1) * v * std::numbers::pi / 64);
        }
      }
      const auto scale = [](int frequency) { return frequency == 0 ? std::sqrt(1.0 / 32) : std::sqrt(2.0 / 32); };
      values.push_back(sum * scale(u) * scale(v));
    }
  }
  return values;
}

}  // namespace

TEST_CASE("dhash: the bits are the slopes, row by row") {
  CHECK(dhash(gray_of(kDhashSize, [](int x, int) { return 10 * x; }).view()).value() == ~std::uint64_t{0});
  CHECK(dhash(gray_of(kDhashSize, [](int x, int) { return 90 - 10 * x; }).view()).value() == 0);
  CHECK(dhash(gray_of(kDhashSize, [](int, int) { return 7; }).view()).value() == 0);
  // Bright columns at odd places: up, down, up ...
  CHECK(dhash(gray_of(kDhashSize, [](int x, int) { return x % 2 * 100; }).view()).value() == 0xAAAAAAAAAAAAAAAA);
  // One bright pixel: its left neighbour is darker.
  CHECK(dhash(gray_of(kDhashSize, [](int x, int y) { return x == 1 && y == 0 ? 9 : 5; }).view()).value() ==
        std::uint64_t{1} << 63);
  CHECK(dhash(gray_of(kDhashSize, [](int x, int y) { return x == 8 && y == 7 ? 9 : 5; }).view()).value() == 1);
}

TEST_CASE("phash: what a DCT in double precision gives") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const Image gray = textured(kPhashSize, seed);
    const std::vector<double> values = naive_dct(gray.view());
    std::vector<double> sorted = values;
    std::sort(sorted.begin(), sorted.end());
    const double median = (sorted[31] + sorted[32]) / 2;
    const std::uint64_t hash = phash(gray.view()).value();
    for (std::size_t i = 0; i < 64; ++i) {
      if (std::abs(values[i] - median) < 0.05) continue;  // the cosines are rounded to 1/16384
      CAPTURE(i);
      CHECK((hash >> (63 - i) & 1) == (values[i] > median ? 1 : 0));
    }
  }
}

TEST_CASE("phash: a constant has its mean alone, and brightness is that alone") {
  for (const int value : {1, 100, 255}) {
    CHECK(phash(gray_of(kPhashSize, [value](int, int) { return value; }).view()).value() == std::uint64_t{1} << 63);
  }
  CHECK(phash(gray_of(kPhashSize, [](int, int) { return 0; }).view()).value() == 0);
  const auto waves = [](int brighter) {
    return gray_of(kPhashSize, [brighter](int x, int y) {
      return 100 + brighter + static_cast<int>(std::lround(30 * std::sin(x * 0.3) + 30 * std::cos(y * 0.2 + x * 0.1)));
    });
  };
  CHECK(phash(waves(0).view()).value() == phash(waves(60).view()).value());
}

TEST_CASE("hashes: another size or format is refused") {
  const Image gray = gray_of({8, 8}, [](int, int) { return 0; });
  CHECK(dhash(gray.view()).error().code == ErrorCode::invalid_argument);
  CHECK(phash(gray.view()).error().code == ErrorCode::invalid_argument);
  const Image rgb = Image::create({kDhashSize, PixelFormat::rgb8}).value();
  CHECK(dhash(rgb.view()).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("contrast_of and hash_distance") {
  CHECK(contrast_of(gray_of({3, 2}, [](int x, int y) { return 20 + x + 10 * y; }).view()) == 12);
  CHECK(contrast_of({}) == 0);
  CHECK(hash_distance(0, ~std::uint64_t{0}) == 64);
  CHECK(hash_distance(5, 6) == 2);
}
