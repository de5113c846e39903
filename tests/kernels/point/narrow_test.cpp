#include "kernels/point/narrow.hpp"

#include <cstring>

#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

using enum PixelFormat;
constexpr PixelFormat kDeep[] = {gray16, gray_alpha16, rgb16, rgba16};

}  // namespace

TEST_CASE("narrow: each of the 65,536 samples becomes the nearest of 256, on every level") {
  Image source = test::make_image({256, 256}, gray16);
  for (int y = 0; y < 256; ++y) {
    for (int x = 0; x < 256; ++x) {
      const auto sample = static_cast<std::uint16_t>(y * 256 + x);
      std::memcpy(source.view().row(y) + 2 * x, &sample, 2);
    }
  }
  for (const SimdLevel level : supported_simd_levels()) {
    Image result = test::make_image({256, 256}, gray8);
    test::require_done(narrow(source.view(), result.view(), {0, 256}, test::kernels_of(level)));
    for (int y = 0; y < 256; ++y) {
      for (int x = 0; x < 256; ++x) {
        // 257 is odd: no sample lies in the middle of two.
        const double nearest = (y * 256 + x) / 257.0 + 0.5;
        CAPTURE(level);
        REQUIRE(int{result.view().row(y)[x]} == static_cast<int>(nearest));
      }
    }
  }
}

TEST_CASE("narrow: every level gives the same bits") {
  for (const PixelFormat format : kDeep) {
    for (const int width : test::interesting_widths()) {
      test::check_levels("narrow", {{width, 3}, format}, {{width, 3}, eight_bits(format)},
                         static_cast<std::uint64_t>(width), narrow);
    }
  }
}

TEST_CASE("narrow: refuses what does not fit") {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const Image deep = test::make_image({4, 4}, rgb16);
  Image rgb = test::make_image({4, 4}, rgb8);
  Image rgba = test::make_image({4, 4}, rgba8);
  CHECK(test::code_of(narrow(rgb.view(), rgb.view(), {0, 4}, kernels)) == ErrorCode::unsupported);
  CHECK(test::code_of(narrow(deep.view(), rgba.view(), {0, 4}, kernels)) == ErrorCode::invalid_argument);
  CHECK(test::code_of(narrow(deep.view(), rgb.view(), {2, 5}, kernels)) == ErrorCode::invalid_argument);
}

}  // namespace tbbimg
