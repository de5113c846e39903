#include "kernels/color/flatten.hpp"

#include <cmath>

#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

PixelFormat opaque_of(PixelFormat format) {
  return format == PixelFormat::rgba8 ? PixelFormat::rgb8 : PixelFormat::gray8;
}

test::RowKernel over(Rgb8 background) {
  return [background](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return flatten(from, to, background, rows, kernels);
  };
}

}  // namespace

TEST_CASE("flatten: is the exact mixture, rounded, for every colour and alpha") {
  Image source = test::make_image({256, 256}, PixelFormat::gray_alpha8);
  for (int colour = 0; colour < 256; ++colour) {
    for (int alpha = 0; alpha < 256; ++alpha) {
      source.view().row(colour)[2 * alpha] = static_cast<std::uint8_t>(colour);
      source.view().row(colour)[2 * alpha + 1] = static_cast<std::uint8_t>(alpha);
    }
  }
  for (const int background : {0, 1, 77, 128, 255}) {
    const auto byte = static_cast<std::uint8_t>(background);
    const Image result = test::run_scalar(source, {{256, 256}, PixelFormat::gray8}, over({byte, byte, byte}));
    for (int colour = 0; colour < 256; ++colour) {
      for (int alpha = 0; alpha < 256; ++alpha) {
        const int expected = (2 * (colour * alpha + background * (255 - alpha)) + 255) / 510;
        REQUIRE(static_cast<int>(result.view().row(colour)[alpha]) == expected);
      }
    }
  }
}

TEST_CASE("flatten: each channel has its own background") {
  Image source = test::make_image({21, 1}, PixelFormat::rgba8);
  test::fill_constant(source.view(), 0);
  const Image result = test::run_scalar(source, {{21, 1}, PixelFormat::rgb8}, over({10, 20, 30}));
  for (int x = 0; x < 21; ++x) {
    for (int c = 0; c < 3; ++c) CHECK(static_cast<int>(result.view().row(0)[3 * x + c]) == 10 * (c + 1));
  }
}

TEST_CASE("flatten: every level gives the same bits") {
  for (const PixelFormat format : {PixelFormat::gray_alpha8, PixelFormat::rgba8}) {
    for (const int width : test::interesting_widths()) {
      test::check_levels("flatten", {{width, 3}, format}, {{width, 3}, opaque_of(format)},
                         static_cast<std::uint64_t>(width), over({3, 140, 255}));
    }
  }
}

TEST_CASE("flatten: refuses what does not fit") {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const Image rgba = test::make_image({4, 4}, PixelFormat::rgba8);
  Image rgb = test::make_image({4, 4}, PixelFormat::rgb8);
  Image gray = test::make_image({4, 4}, PixelFormat::gray8);
  CHECK(test::code_of(flatten(rgb.view(), rgb.view(), {}, {0, 4}, kernels)) == ErrorCode::unsupported);
  CHECK(test::code_of(flatten(rgba.view(), gray.view(), {}, {0, 4}, kernels)) == ErrorCode::invalid_argument);
  CHECK(test::code_of(flatten(rgba.view(), rgb.view(), {}, {2, 1}, kernels)) == ErrorCode::invalid_argument);
}

}  // namespace tbbimg
