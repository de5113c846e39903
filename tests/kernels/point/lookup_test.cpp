#include "kernels/point/lookup.hpp"

#include <random>

#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

constexpr PixelFormat kFormats[] = {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8,
                                    PixelFormat::rgba8};

ChannelTables random_tables(std::uint32_t seed) {
  std::minstd_rand random(seed);
  ChannelTables tables;
  for (ByteTable& table : tables) {
    for (std::uint8_t& entry : table) entry = static_cast<std::uint8_t>(random() >> 8);
  }
  return tables;
}

// Colours share a table and alpha stays: the other way through the code.
ChannelTables same_for_colours(PixelFormat format) {
  ChannelTables tables = random_tables(5);
  tables[1] = tables[2] = tables[0];
  if (has_alpha(format)) tables[static_cast<std::size_t>(channels(format) - 1)] = identity_table();
  return tables;
}

test::RowKernel lookup_in(const ChannelTables& tables) {
  return [&tables](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return lookup(from, to, tables, rows, kernels);
  };
}

}  // namespace

TEST_CASE("lookup: every channel has its own table") {
  for (const PixelFormat format : kFormats) {
    const Image source = test::random_image({301, 3}, format, 5);
    for (const ChannelTables& tables : {random_tables(3), same_for_colours(format)}) {
      const Image result = test::run_scalar(source, source.shape(), lookup_in(tables));
      for (int y = 0; y < source.height(); ++y) {
        for (std::size_t i = 0; i < source.view().row_bytes(); ++i) {
          const std::size_t channel = i % static_cast<std::size_t>(channels(format));
          REQUIRE(static_cast<int>(result.view().row(y)[i]) == tables[channel][source.view().row(y)[i]]);
        }
      }
    }
  }
}

TEST_CASE("lookup: every level gives the same bits") {
  for (const PixelFormat format : kFormats) {
    for (const ChannelTables& tables : {random_tables(3), same_for_colours(format)}) {
      for (const int width : test::interesting_widths()) {
        const ImageShape shape = {{width, 3}, format};
        test::check_levels("lookup", shape, shape, static_cast<std::uint64_t>(width), lookup_in(tables));
      }
    }
  }
}

TEST_CASE("lookup: works in place") {
  for (const SimdLevel level : supported_simd_levels()) {
    const ChannelTables tables = random_tables(8);
    const Image source = test::random_image({277, 4}, PixelFormat::rgb8, 3);
    const Image expected = test::run_scalar(source, source.shape(), lookup_in(tables));
    Image image = source.clone().value();
    test::require_done(lookup(image.view(), image.view(), tables, {0, 4}, test::kernels_of(level)));
    CHECK(test::difference(expected.view(), image.view()) == "");
  }
}

TEST_CASE("lookup: refuses what does not fit") {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const ChannelTables tables = random_tables(1);
  const Image source = test::make_image({4, 4}, PixelFormat::rgb8);
  Image gray = test::make_image({4, 4}, PixelFormat::gray8);
  Image narrower = test::make_image({3, 4}, PixelFormat::rgb8);
  Image deep = test::make_image({4, 4}, PixelFormat::rgb16);
  CHECK(test::code_of(lookup(source.view(), gray.view(), tables, {0, 4}, kernels)) == ErrorCode::invalid_argument);
  CHECK(test::code_of(lookup(source.view(), narrower.view(), tables, {0, 4}, kernels)) == ErrorCode::invalid_argument);
  CHECK(test::code_of(lookup(gray.view(), gray.view(), tables, {0, 5}, kernels)) == ErrorCode::invalid_argument);
  CHECK(test::code_of(lookup(deep.view(), deep.view(), tables, {0, 4}, kernels)) == ErrorCode::unsupported);
}

}  // namespace tbbimg
