#include "kernels/color/grayscale.hpp"

#include <array>
#include <cmath>

#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

test::RowKernel grayscale_of(LumaStandard standard) {
  return [standard](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return grayscale(from, to, standard, rows, kernels);
  };
}

constexpr LumaStandard kStandards[] = {LumaStandard::bt601, LumaStandard::bt709};

}  // namespace

TEST_CASE("grayscale: is the luma of the standard, alpha is copied") {
  const std::array<double, 3> weights[] = {{0.299, 0.587, 0.114}, {0.2126, 0.7152, 0.0722}};
  for (const LumaStandard standard : kStandards) {
    const auto [red, green, blue] = weights[static_cast<int>(standard)];
    for (const PixelFormat format : {PixelFormat::rgb8, PixelFormat::rgba8}) {
      const Image source = test::random_image({512, 64}, format, 9);
      const Image result = test::run_scalar(source, {source.view().size(), gray_of(format)}, grayscale_of(standard));
      for (int y = 0; y < source.height(); ++y) {
        for (int x = 0; x < source.width(); ++x) {
          const std::uint8_t* from = source.view().row(y) + x * bytes_per_pixel(format);
          const std::uint8_t* to = result.view().row(y) + x * bytes_per_pixel(gray_of(format));
          REQUIRE(std::abs(to[0] - (red * from[0] + green * from[1] + blue * from[2])) < 0.51);
          if (has_alpha(format)) REQUIRE(to[1] == from[3]);
        }
      }
    }
  }
}

TEST_CASE("grayscale: gray stays as it is") {
  for (int value = 0; value < 256; ++value) {
    Image source = test::make_image({40, 1}, PixelFormat::rgb8);
    test::fill_constant(source.view(), static_cast<std::uint8_t>(value));
    for (const LumaStandard standard : kStandards) {
      const Image result = test::run_scalar(source, {{40, 1}, PixelFormat::gray8}, grayscale_of(standard));
      REQUIRE(static_cast<int>(result.view().row(0)[39]) == value);
    }
  }
}

TEST_CASE("grayscale: every level gives the same bits") {
  for (const PixelFormat format : {PixelFormat::rgb8, PixelFormat::rgba8}) {
    for (const int width : test::interesting_widths()) {
      test::check_levels("grayscale", {{width, 3}, format}, {{width, 3}, gray_of(format)},
                         static_cast<std::uint64_t>(width), grayscale_of(kStandards[width % 2]));
    }
  }
}

TEST_CASE("grayscale: refuses what does not fit") {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const Image rgb = test::make_image({4, 4}, PixelFormat::rgb8);
  Image gray = test::make_image({4, 4}, PixelFormat::gray8);
  Image gray_alpha = test::make_image({4, 4}, PixelFormat::gray_alpha8);
  CHECK(test::code_of(grayscale(gray.view(), gray.view(), LumaStandard::bt601, {0, 4}, kernels)) ==
        ErrorCode::unsupported);
  CHECK(test::code_of(grayscale(rgb.view(), gray_alpha.view(), LumaStandard::bt601, {0, 4}, kernels)) ==
        ErrorCode::invalid_argument);
  CHECK(test::code_of(grayscale(rgb.view(), gray.view(), LumaStandard::bt601, {-1, 4}, kernels)) ==
        ErrorCode::invalid_argument);
}

}  // namespace tbbimg
