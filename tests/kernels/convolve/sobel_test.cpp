#include "kernels/convolve/sobel.hpp"

#include "tests/kernels/convolve/exact.hpp"

namespace tbbimg {
namespace {

constexpr SobelOutput kOutputs[] = {SobelOutput::magnitude, SobelOutput::x, SobelOutput::y};

test::RowKernel with(SobelOutput output) {
  return [=](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return sobel(from, to, output, rows, kernels);
  };
}

double exact_sobel(ConstImageView view, SobelOutput output, int x, int y, int c) {
  const auto at = [&](int i, int j) { return test::sample_at(view, x + i, y + j, c, Border::mirror); };
  const double along_x = at(1, -1) + 2 * at(1, 0) + at(1, 1) - at(-1, -1) - 2 * at(-1, 0) - at(-1, 1);
  const double along_y = at(-1, 1) + 2 * at(0, 1) + at(1, 1) - at(-1, -1) - 2 * at(0, -1) - at(1, -1);
  switch (output) {
    case SobelOutput::x: return std::abs(along_x);
    case SobelOutput::y: return std::abs(along_y);
    case SobelOutput::magnitude: break;
  }
  return std::sqrt(along_x * along_x + along_y * along_y);
}

}  // namespace

TEST_CASE("sobel: is exact") {
  for (const SobelOutput output : kOutputs) {
    for (const PixelFormat format : test::kFormats) {
      const double largest = test::largest_sample(format);
      for (const Size size : {Size{37, 21}, Size{1, 3}, Size{2, 1}}) {
        // Weak slopes: of noise, most would be clamped.
        Image source = test::random_image(size, format, 51);
        for (int y = 0; y < size.height; ++y) {
          for (std::size_t i = 0; i < source.view().row_bytes(); ++i) {
            source.view().row(y)[i] = static_cast<std::uint8_t>(source.view().row(y)[i] / (y % 2 == 0 ? 3 : 1));
          }
        }
        const Image result = test::run_scalar(source, source.shape(), with(output));
        for (int y = 0; y < size.height; ++y) {
          for (int x = 0; x < size.width; ++x) {
            for (int c = 0; c < channels(format); ++c) {
              const bool alpha = has_alpha(format) && c == channels(format) - 1;
              const double exact = alpha ? test::sample_of(source.view(), x, y, c)
                                         : std::fmin(exact_sobel(source.view(), output, x, y, c), largest);
              const int got = test::sample_of(result.view(), x, y, c);
              // Roots of 16 bits have 8 fraction bits.
              REQUIRE((got == std::lround(exact) || (largest > 255 && std::abs(got - exact) < 0.51)));
            }
          }
        }
      }
    }
  }
}

TEST_CASE("sobel: roots are rounded as they should be, on every level") {
  for (const SimdLevel level : supported_simd_levels()) {
    Image source = test::make_image({258, 3}, PixelFormat::gray8);
    Image result = test::make_image({258, 3}, PixelFormat::gray8);
    for (int slope = 0; slope < 64; ++slope) {
      for (int x = 0; x < 258; ++x) {
        source.view().row(0)[x] = static_cast<std::uint8_t>(x % 64);
        source.view().row(1)[x] = static_cast<std::uint8_t>(x * x / 7 % 128);
        source.view().row(2)[x] = static_cast<std::uint8_t>(x % 64 + slope);
      }
      test::require_done(sobel(source.view(), result.view(), SobelOutput::magnitude, {0, 3}, test::kernels_of(level)));
      for (int x = 0; x < 258; ++x) {
        const double exact = exact_sobel(source.view(), SobelOutput::magnitude, x, 1, 0);
        REQUIRE(int{result.view().row(1)[x]} == std::lround(std::fmin(exact, 255)));
      }
    }
  }
}

TEST_CASE("sobel: every level gives the same bits") {
  for (const SobelOutput output : kOutputs) {
    for (const PixelFormat format : test::kFormats) {
      for (const int width : test::interesting_widths()) {
        const ImageShape shape = {{width, 1 + width % 7}, format};
        test::check_levels("sobel", shape, shape, static_cast<std::uint64_t>(width), with(output));
      }
    }
  }
}

TEST_CASE("sobel: refuses what does not fit") {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const Image source = test::make_image({4, 4}, PixelFormat::rgb8);
  Image gray = test::make_image({4, 4}, PixelFormat::gray8);
  CHECK(test::code_of(sobel(source.view(), gray.view(), SobelOutput::x, {0, 4}, kernels)) ==
        ErrorCode::invalid_argument);
  CHECK(sobel_scratch_bytes(1000, PixelFormat::rgb8) > 12000);
}

}  // namespace tbbimg
