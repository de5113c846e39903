#include "kernels/enhance/tone.hpp"

#include <cmath>

#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

using enum PixelFormat;
constexpr PixelFormat kFormats[] = {gray8, gray_alpha8, rgb8, rgba8};

ByteTable some_table() {
  ByteTable table{};
  for (std::size_t i = 0; i < 256; ++i) table[i] = static_cast<std::uint8_t>(i * i / 255);
  return table;
}

test::RowKernel mapped() {
  return [](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return map_luma(from, to, some_table(), rows, kernels);
  };
}

}  // namespace

TEST_CASE("normalize: stretches between percentiles of all colours together") {
  Histogram histogram;
  histogram.channel_count = 4;
  histogram.channels[0][50] = 100;
  histogram.channels[1][100] = 100;
  histogram.channels[2][200] = 100;
  histogram.channels[3][0] = 100;  // alpha does not count
  const ChannelTables tables = normalize_tables(histogram, rgba8, 0, 100).value();
  for (std::size_t c = 0; c < 3; ++c) {
    CHECK(tables[c][50] == 0);
    CHECK(tables[c][10] == 0);
    CHECK(tables[c][100] == 85);
    CHECK(tables[c][200] == 255);
    CHECK(tables[c][250] == 255);
  }
  CHECK(tables[3] == identity_table());
  CHECK(normalize_tables(histogram, rgba8, 0, 60).value()[0][100] == 255);
  CHECK(normalize_tables(histogram, gray8, 0, 100).value()[0] == identity_table());
  CHECK_FALSE(normalize_tables(histogram, rgba8, 60, 60));
  CHECK_FALSE(normalize_tables(histogram, rgba8, -1, 60));
  CHECK_FALSE(normalize_tables(histogram, rgba8, 1, std::nan("")));
}

TEST_CASE("equalize: the share of samples up to a value") {
  ChannelHistogram samples{};
  samples[10] = 4;
  samples[20] = 1;
  samples[30] = 3;
  const ByteTable table = equalize_table(samples);
  CHECK(table[10] == 0);
  CHECK(table[20] == 64);
  CHECK(table[25] == 64);
  CHECK(table[30] == 255);
  CHECK(table[0] == 0);
  samples = {};
  samples[9] = 7;
  CHECK(equalize_table(samples) == identity_table());
}

TEST_CASE("white balance: means become equal, extremes do not count") {
  Histogram histogram;
  histogram.channel_count = 3;
  for (std::size_t c = 0; c < 3; ++c) {
    histogram.channels[c][80 + 40 * c] = 96;
    histogram.channels[c][255] = 2;
    histogram.channels[c][0] = 2;
  }
  const ChannelTables tables = white_balance_tables(histogram, rgb8, 3).value();
  for (std::size_t c = 0; c < 3; ++c) CHECK(tables[c][80 + 40 * c] == 120);
  CHECK(tables[0][100] == 150);
  CHECK(tables[3] == identity_table());
  CHECK(white_balance_tables(histogram, gray8, 3).value()[0] == identity_table());
  CHECK_FALSE(white_balance_tables(histogram, rgb8, 50));
  // No factor beyond four.
  histogram.channels[0] = {};
  histogram.channels[0][2] = 100;
  CHECK(white_balance_tables(histogram, rgb8, 0).value()[0][10] == 40);
}

TEST_CASE("map luma: colours move by what luma moves") {
  const ByteTable table = some_table();
  for (const PixelFormat format : kFormats) {
    const Image source = test::random_image({301, 4}, format, 5);
    const Image result = test::run_scalar(source, source.shape(), mapped());
    const int count = channels(format);
    for (int y = 0; y < 4; ++y) {
      for (int x = 0; x < 301; ++x) {
        const std::uint8_t* from = source.view().row(y) + x * count;
        const std::uint8_t* to = result.view().row(y) + x * count;
        const double luma =
            is_gray(format) ? from[0] : std::floor((9798 * from[0] + 19235 * from[1] + 3735 * from[2]) / 32768.0 + 0.5);
        const int shift = table[static_cast<std::size_t>(luma)] - static_cast<int>(luma);
        for (int c = 0; c < (is_gray(format) ? 1 : 3); ++c) {
          REQUIRE(static_cast<int>(to[c]) == std::min(255, std::max(0, from[c] + shift)));
        }
        if (has_alpha(format)) REQUIRE(to[count - 1] == from[count - 1]);
      }
    }
  }
}

TEST_CASE("map luma: every level gives the same bits") {
  for (const PixelFormat format : kFormats) {
    for (const int width : test::interesting_widths()) {
      const ImageShape shape = {{width, 3}, format};
      test::check_levels("map luma", shape, shape, static_cast<std::uint64_t>(width), mapped());
    }
  }
}

TEST_CASE("map luma: works in place, refuses what does not fit") {
  const Kernels kernels = test::kernels_of(supported_simd_levels().back());
  for (const PixelFormat format : kFormats) {
    const Image source = test::random_image({77, 4}, format, 3);
    Image image = source.clone().value();
    test::require_done(map_luma(image.view(), image.view(), some_table(), {0, 4}, kernels));
    CHECK(test::difference(test::run_scalar(source, source.shape(), mapped()).view(), image.view()) == "");
  }
  Image rgb = test::make_image({4, 4}, rgb8);
  Image gray = test::make_image({4, 4}, gray8);
  Image deep = test::make_image({4, 4}, rgb16);
  const ByteTable table = some_table();
  CHECK(test::code_of(map_luma(rgb.view(), gray.view(), table, {0, 4}, kernels)) == ErrorCode::invalid_argument);
  CHECK(test::code_of(map_luma(rgb.view(), rgb.view(), table, {0, 5}, kernels)) == ErrorCode::invalid_argument);
  CHECK(test::code_of(map_luma(deep.view(), deep.view(), table, {0, 4}, kernels)) == ErrorCode::unsupported);
}

}  // namespace tbbimg
