#include "kernels/color/gray_to_rgb.hpp"

#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

using enum PixelFormat;

}  // namespace

TEST_CASE("gray to RGB: three equal channels, alpha is copied") {
  for (const PixelFormat format : {gray8, gray_alpha8}) {
    const PixelFormat colour = format == gray8 ? rgb8 : rgba8;
    const Image source = test::random_image({301, 3}, format, 5);
    const Image result = test::run_scalar(source, {source.view().size(), colour}, gray_to_rgb);
    for (int y = 0; y < 3; ++y) {
      for (int x = 0; x < 301; ++x) {
        const std::uint8_t* from = source.view().row(y) + x * channels(format);
        const std::uint8_t* to = result.view().row(y) + x * channels(colour);
        for (int c = 0; c < 3; ++c) REQUIRE(to[c] == from[0]);
        if (has_alpha(format)) REQUIRE(to[3] == from[1]);
      }
    }
  }
}

TEST_CASE("gray to RGB: every level gives the same bits") {
  for (const PixelFormat format : {gray8, gray_alpha8}) {
    for (const int width : test::interesting_widths()) {
      test::check_levels("gray to RGB", {{width, 3}, format}, {{width, 3}, format == gray8 ? rgb8 : rgba8},
                         static_cast<std::uint64_t>(width), gray_to_rgb);
    }
  }
}

TEST_CASE("gray to RGB: refuses what does not fit") {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const Image gray = test::make_image({4, 4}, gray8);
  Image rgb = test::make_image({4, 4}, rgb8);
  Image rgba = test::make_image({4, 4}, rgba8);
  CHECK(test::code_of(gray_to_rgb(rgb.view(), rgb.view(), {0, 4}, kernels)) == ErrorCode::unsupported);
  CHECK(test::code_of(gray_to_rgb(gray.view(), rgba.view(), {0, 4}, kernels)) == ErrorCode::invalid_argument);
  CHECK(test::code_of(gray_to_rgb(gray.view(), rgb.view(), {2, 5}, kernels)) == ErrorCode::invalid_argument);
}

}  // namespace tbbimg
