#include "kernels/hash/perceptual_hash.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace tbbimg {
namespace {

constexpr std::size_t kSide = 32;
constexpr std::size_t kFrequencies = 8;
constexpr double kOne = 1 << 14;  // of the cosines: sums of 32 x 32 samples stay below 2^46

using Cosines = std::array<std::array<std::int64_t, kSide>, kFrequencies>;

// cos((2x + 1) u pi / 64). Rounding keeps their symmetry, so that a constant has no frequencies at all.
Cosines make_cosines() noexcept {
  Cosines cosines{};
  for (std::size_t u = 0; u < kFrequencies; ++u) {
    for (std::size_t x = 0; x < kSide; ++x) {
      const double angle = static_cast<double>((2 * x + 1) * u) * std::numbers::pi / (2 * kSide);
      cosines[u][x] = std::lround(kOne * std::cos(angle));
    }
  }
  return cosines;
}

Status check_gray(ConstImageView gray, Size size) {
  if (gray.format == PixelFormat::gray8 && gray.size() == size) return {};
  return fail(ErrorCode::invalid_argument, "a hash is made of gray8 of " + std::to_string(size.width) + "x" +
                                               std::to_string(size.height) + " pixels");
}

}  // namespace

Result<std::uint64_t> dhash(ConstImageView gray) {
  TBBIMG_RETURN_IF_ERROR(check_gray(gray, kDhashSize));
  std::uint64_t hash = 0;
  for (int y = 0; y < kDhashSize.height; ++y) {
    const std::uint8_t* row = gray.row(y);
    for (int x = 0; x + 1 < kDhashSize.width; ++x) hash = hash << 1 | (row[x] < row[x + 1] ? 1U : 0U);
  }
  return hash;
}

Result<std::uint64_t> phash(ConstImageView gray) {
  TBBIMG_RETURN_IF_ERROR(check_gray(gray, kPhashSize));
  static const Cosines cosines = make_cosines();
  std::array<std::array<std::int64_t, kSide>, kFrequencies> rows{};  // [u][y]: across, of each row
  for (std::size_t y = 0; y < kSide; ++y) {
    const std::uint8_t* row = gray.row(static_cast<int>(y));
    for (std::size_t u = 0; u < kFrequencies; ++u) {
      for (std::size_t x = 0; x < kSide; ++x) rows[u][y] += cosines[u][x] * row[x];
    }
  }
  std::array<std::int64_t, kFrequencies * kFrequencies> values{};
  for (std::size_t v = 0; v < kFrequencies; ++v) {
    for (std::size_t u = 0; u < kFrequencies; ++u) {
      std::int64_t& value = values[v * kFrequencies + u];
      for (std::size_t y = 0; y < kSide; ++y) value += cosines[v][y] * rows[u][y];
      // cos(0) is 1 where an orthonormal DCT has sqrt(1/2).
      if (u == 0) value = value * 46341 / 65536;
      if (v == 0) value = value * 46341 / 65536;
    }
  }
  auto sorted = values;
  std::sort(sorted.begin(), sorted.end());
  const std::int64_t twice_median = sorted[values.size() / 2 - 1] + sorted[values.size() / 2];
  std::uint64_t hash = 0;
  for (const std::int64_t value : values) hash = hash << 1 | (2 * value > twice_median ? 1U : 0U);
  return hash;
}

int contrast_of(ConstImageView gray) noexcept {
  int least = 255;
  int most = 0;
  for (int y = 0; y < gray.height; ++y) {
    for (int x = 0; x < gray.width; ++x) {
      least = std::min<int>(least, gray.row(y)[x]);
      most = std::max<int>(most, gray.row(y)[x]);
    }
  }
  return std::max(most - least, 0);
}

}  // namespace tbbimg
