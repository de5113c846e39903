#include "kernels/convolve/median.hpp"

#include <algorithm>
#include <bit>

#include "tests/kernels/convolve/exact.hpp"

namespace tbbimg {
namespace {

test::RowKernel with(int side, Border border) {
  return [=](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return median(from, to, side, border, rows, kernels);
  };
}

void check_against_sorting(const Image& source, int side, Border border, SimdLevel level) {
  Image result = test::make_image(source.view().size(), source.format());
  test::require_done(
      median(source.view(), result.view(), side, border, result.view().all_rows(), test::kernels_of(level)));
  for (int y = 0; y < source.height(); ++y) {
    for (int x = 0; x < source.width(); ++x) {
      for (int c = 0; c < channels(source.format()); ++c) {
        std::vector<int> window;
        for (int j = -side / 2; j <= side / 2; ++j) {
          for (int i = -side / 2; i <= side / 2; ++i) {
            window.push_back(test::sample_at(source.view(), x + i, y + j, c, border));
          }
        }
        std::sort(window.begin(), window.end());
        const int got = test::sample_of(result.view(), x, y, c);
        REQUIRE_MESSAGE(got == window[window.size() / 2], to_string(level) << " at " << x << ", " << y);
      }
    }
  }
}

}  // namespace

TEST_CASE("median: is the middle of the sorted window") {
  for (const int side : {3, 5}) {
    for (const Border border : test::kBorders) {
      for (const PixelFormat format : test::kFormats) {
        check_against_sorting(test::random_image({7, 9}, format, 41), side, border, SimdLevel::scalar);
        check_against_sorting(test::random_image({1, 2}, format, 42), side, border, SimdLevel::scalar);
      }
    }
  }
}

// A network of minima and maxima that finds the median of zeros and ones finds every median (Knuth 3, 5.3.4). Each row
// of windows is shown in turn, on the level with the widest registers.
TEST_CASE("median: every window of zeros and ones") {
  const SimdLevel level = supported_simd_levels().back();
  Image source = test::make_image({512, 3}, PixelFormat::gray8);
  Image result = test::make_image({512, 3}, PixelFormat::gray8);
  for (int bits = 0; bits < 512; ++bits) {
    for (int i = 0; i < 9; ++i) {
      for (int x = i % 3; x < 512; x += 3) source.view().row(i / 3)[x] = static_cast<std::uint8_t>((bits >> i) & 1);
    }
    test::require_done(median(source.view(), result.view(), 3, Border::clamp, {0, 3}, test::kernels_of(level)));
    // Three neighbouring columns are the same window, turned around.
    REQUIRE(int{result.view().row(1)[256]} == (std::popcount(static_cast<unsigned>(bits)) >= 5 ? 1 : 0));
  }
  // 25 bits are too many for each to have a run: as many windows of the right density.
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Image image = test::make_image({1021, 5}, PixelFormat::gray8);
    test::Random random(seed);
    for (int y = 0; y < 5; ++y) {
      for (int x = 0; x < 1021; ++x) image.view().row(y)[x] = static_cast<std::uint8_t>(random.between(0, 1));
    }
    Image median_of = test::make_image({1021, 5}, PixelFormat::gray8);
    test::require_done(median(image.view(), median_of.view(), 5, Border::clamp, {0, 5}, test::kernels_of(level)));
    for (int x = 2; x < 1019; ++x) {
      int sum = 0;
      for (int y = 0; y < 5; ++y) {
        for (int i = -2; i <= 2; ++i) sum += image.view().row(y)[x + i];
      }
      REQUIRE(int{median_of.view().row(2)[x]} == (sum >= 13 ? 1 : 0));
    }
  }
}

TEST_CASE("median: every level gives the same bits") {
  for (const int side : {3, 5}) {
    for (const PixelFormat format : test::kFormats) {
      for (const int width : test::interesting_widths()) {
        const ImageShape shape = {{width, 1 + width % 7}, format};
        const auto border = test::kBorders[width % 4];
        test::check_levels("median", shape, shape, static_cast<std::uint64_t>(width), with(side, border));
      }
    }
  }
}

TEST_CASE("median: refuses what does not fit") {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const Image source = test::make_image({4, 4}, PixelFormat::rgb8);
  Image same = test::make_image({4, 4}, PixelFormat::rgb8);
  Image gray = test::make_image({4, 4}, PixelFormat::gray8);
  const auto run = [&](ImageView to, int side, RowRange rows) {
    return test::code_of(median(source.view(), to, side, Border::clamp, rows, kernels));
  };
  CHECK(run(gray.view(), 3, {0, 4}) == ErrorCode::invalid_argument);
  CHECK(run(same.view(), 4, {0, 4}) == ErrorCode::invalid_argument);
  CHECK(run(same.view(), 5, {-1, 4}) == ErrorCode::invalid_argument);
  CHECK(median_scratch_bytes(1000, PixelFormat::rgb8, 5) > 15000);
}

}  // namespace tbbimg
