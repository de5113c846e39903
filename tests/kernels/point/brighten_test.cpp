#include "kernels/point/brighten.hpp"

#include <cstring>

#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

using test::code_of;

constexpr PixelFormat kFormats[] = {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8,
                                    PixelFormat::rgba8};
constexpr PixelFormat kEveryFormat[] = {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8,
                                        PixelFormat::rgba8, PixelFormat::gray16,      PixelFormat::gray_alpha16,
                                        PixelFormat::rgb16, PixelFormat::rgba16};

}  // namespace

TEST_CASE("brighten: adds, clamps, leaves alpha") {
  for (const PixelFormat format : kFormats) {
    const Image source = test::random_image({301, 3}, format, 5);
    for (const int offset : {-255, -100, -1, 0, 1, 100, 255}) {
      const Image result =
          test::run_scalar(source, source.shape(), [&](ConstImageView from, ImageView to, RowRange rows, Kernels k) {
            return brighten(from, to, offset, rows, k);
          });
      for (int y = 0; y < source.height(); ++y) {
        for (std::size_t i = 0; i < source.view().row_bytes(); ++i) {
          const auto channel = static_cast<int>(i % static_cast<std::size_t>(channels(format)));
          const bool alpha = has_alpha(format) && channel == channels(format) - 1;
          const int value = source.view().row(y)[i];
          const int expected = alpha ? value : std::min(255, std::max(0, value + offset));
          REQUIRE(static_cast<int>(result.view().row(y)[i]) == expected);
        }
      }
    }
  }
}

TEST_CASE("brighten: of 16 bits, adds 257 times the offset") {
  const Image source = test::random_image({301, 3}, PixelFormat::gray_alpha16, 5);
  for (const int offset : {-255, -100, 0, 1, 255}) {
    const Image result =
        test::run_scalar(source, source.shape(), [&](ConstImageView from, ImageView to, RowRange rows, Kernels k) {
          return brighten(from, to, offset, rows, k);
        });
    for (std::size_t i = 0; i < 602; ++i) {
      std::uint16_t before = 0;
      std::uint16_t after = 0;
      std::memcpy(&before, source.view().row(1) + 2 * i, sizeof(before));
      std::memcpy(&after, result.view().row(1) + 2 * i, sizeof(after));
      const int expected = i % 2 == 1 ? before : std::min(65535, std::max(0, before + 257 * offset));
      REQUIRE(static_cast<int>(after) == expected);
    }
  }
}

TEST_CASE("brighten: every level gives the same bits") {
  for (const PixelFormat format : kEveryFormat) {
    for (const int width : test::interesting_widths()) {
      for (const int offset : {-37, 90}) {
        const ImageShape shape = {{width, 3}, format};
        test::check_levels("brighten", shape, shape, static_cast<std::uint64_t>(width),
                           [&](ConstImageView from, ImageView to, RowRange rows, Kernels k) {
                             return brighten(from, to, offset, rows, k);
                           });
      }
    }
  }
}

TEST_CASE("brighten: works in place") {
  for (const SimdLevel level : supported_simd_levels()) {
    const Image source = test::random_image({77, 4}, PixelFormat::rgba8, 3);
    const Image expected = test::run_scalar(
        source, source.shape(),
        [](ConstImageView from, ImageView to, RowRange rows, Kernels k) { return brighten(from, to, 30, rows, k); });
    Image image = source.clone().value();
    test::require_done(brighten(image.view(), image.view(), 30, {0, 4}, test::kernels_of(level)));
    CHECK(test::difference(expected.view(), image.view()) == "");
  }
}

TEST_CASE("brighten: refuses what does not fit") {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const Image source = test::make_image({4, 4}, PixelFormat::rgb8);
  Image same = test::make_image({4, 4}, PixelFormat::rgb8);
  Image narrower = test::make_image({3, 4}, PixelFormat::rgb8);
  Image gray = test::make_image({4, 4}, PixelFormat::gray8);
  const Image deep = test::make_image({4, 4}, PixelFormat::rgb16);
  CHECK(code_of(brighten(source.view(), same.view(), 256, {0, 4}, kernels)) == ErrorCode::invalid_argument);
  CHECK(code_of(brighten(source.view(), same.view(), -256, {0, 4}, kernels)) == ErrorCode::invalid_argument);
  CHECK(code_of(brighten(source.view(), same.view(), 1, {0, 5}, kernels)) == ErrorCode::invalid_argument);
  CHECK(code_of(brighten(source.view(), narrower.view(), 1, {0, 4}, kernels)) == ErrorCode::invalid_argument);
  CHECK(code_of(brighten(source.view(), gray.view(), 1, {0, 4}, kernels)) == ErrorCode::invalid_argument);
  CHECK(code_of(brighten(deep.view(), same.view(), 1, {0, 4}, kernels)) == ErrorCode::invalid_argument);
  Image empty = test::make_image({0, 4}, PixelFormat::rgb8);
  CHECK(brighten(empty.view(), empty.view(), 1, {0, 4}, kernels).has_value());
}

}  // namespace tbbimg
