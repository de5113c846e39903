#include "kernels/composite/over.hpp"

#include <cmath>
#include <cstring>

#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

using enum PixelFormat;

PixelFormat layer_format(PixelFormat background) { return is_gray(background) ? gray_alpha8 : rgba8; }

// `from` is the background, copied first: over works in place.
test::RowKernel lay(const Image& layer, Point at, double opacity) {
  return [&layer, at, opacity](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    for (int y = rows.begin; y < rows.end; ++y) std::memcpy(to.row(y), from.row(y), from.row_bytes());
    return over(layer.view(), to, at, opacity, rows, kernels);
  };
}

Image of_pixels(Size size, PixelFormat format, const std::vector<std::uint8_t>& pixel) {
  Image image = test::make_image(size, format);
  for (int y = 0; y < size.height; ++y) {
    for (std::size_t i = 0; i < image.view().row_bytes(); ++i) image.view().row(y)[i] = pixel[i % pixel.size()];
  }
  return image;
}

// Every alpha over every colour would be 16 million pairs: random ones, and the extremes as often.
std::uint8_t often_extreme(std::uint64_t random) {
  return static_cast<std::uint8_t>(random % 4 == 0 ? 0 : random % 4 == 1 ? 255 : (random >> 8) & 255);
}

}  // namespace

TEST_CASE("over: within 1 of Porter and Duff's formula in double precision, on average below 0.3") {
  for (const PixelFormat format : {gray8, gray_alpha8, rgb8, rgba8, gray16, gray_alpha16, rgb16, rgba16}) {
    for (const double opacity : {0.0, 0.1, 0.5, 0.77, 1.0}) {
      CAPTURE(to_string(format));
      CAPTURE(opacity);
      const double largest = bytes_per_sample(format) == 2 ? 65535 : 255;
      Image background = test::random_image({211, 97}, format, 3);
      Image layer = test::random_image({211, 97}, layer_format(format), 4);
      for (Image* image : {&background, &layer}) {
        for (int y = 0; y < 97; ++y) {
          for (std::size_t i = 0; i < image->view().row_bytes(); ++i) {
            std::uint8_t& sample = image->view().row(y)[i];
            sample = often_extreme(sample * 2654435761U >> 7);
          }
        }
      }
      const Image result = test::run_scalar(background, background.shape(), lay(layer, {0, 0}, opacity));
      const auto upper_channels = static_cast<std::size_t>(channels(layer.format()));
      const auto lower_channels = static_cast<std::size_t>(channels(format));
      double total = 0;
      for (int y = 0; y < 97; ++y) {
        for (std::size_t x = 0; x < 211; ++x) {
          const std::uint8_t* upper = layer.view().row(y) + x * upper_channels;
          const auto sample = [&](const Image& image, std::size_t c) -> double {
            const std::uint8_t* const row = image.view().row(y);
            if (bytes_per_sample(format) == 1) return row[x * lower_channels + c];
            std::uint16_t word = 0;
            std::memcpy(&word, row + 2 * (x * lower_channels + c), sizeof(word));
            return word;
          };
          const double share = upper[upper_channels - 1] / 255.0 * opacity;
          const double behind = has_alpha(format) ? sample(background, lower_channels - 1) / largest : 1.0;
          const double alpha = share + behind * (1 - share);
          for (std::size_t c = 0; c < lower_channels; ++c) {
            const bool is_alpha = has_alpha(format) && c + 1 == lower_channels;
            const double exact =
                is_alpha ? largest * alpha
                : alpha == 0
                    ? 0
                    : (upper[c] * largest / 255 * share + sample(background, c) * behind * (1 - share)) / alpha;
            REQUIRE(std::abs(sample(result, c) - exact) < 1.0);
            total += std::abs(sample(result, c) - exact);
          }
        }
      }
      CHECK(total / (211.0 * 97 * static_cast<double>(lower_channels)) < 0.3);
    }
  }
}

TEST_CASE("over: nothing, everything and one half are exact") {
  for (int l = 0; l < 256; ++l) {
    for (int b = 0; b < 256; b += 5) {
      const auto upper = static_cast<std::uint8_t>(l);
      const auto lower = static_cast<std::uint8_t>(b);
      const Image opaque = of_pixels({1, 1}, rgba8, {upper, upper, upper, 255});
      const Image clear = of_pixels({1, 1}, rgba8, {upper, upper, upper, 0});
      const Image background = of_pixels({1, 1}, rgb8, {lower});
      const auto result = [&](const Image& layer, double opacity) {
        return int{test::run_scalar(background, background.shape(), lay(layer, {0, 0}, opacity)).view().row(0)[1]};
      };
      REQUIRE(result(opaque, 1.0) == l);
      REQUIRE(result(opaque, 0.0) == b);
      REQUIRE(result(clear, 1.0) == b);
      REQUIRE(result(opaque, 0.5) == (l + b + 1) / 2);
    }
  }
}

TEST_CASE("over: a layer is laid where it is asked for, and cut off at the edges") {
  const Image background = of_pixels({20, 10}, rgb8, {7});
  const Image layer = of_pixels({6, 4}, rgba8, {200, 100, 50, 255});
  for (const Point at : {Point{0, 0}, Point{5, 3}, Point{-2, -1}, Point{17, 8}, Point{-6, 0}, Point{20, 0},
                         Point{3, 10}, Point{-2147483647, 2147483647}}) {
    CAPTURE(at.x);
    CAPTURE(at.y);
    const Image result = test::run_scalar(background, background.shape(), lay(layer, at, 1.0));
    for (int y = 0; y < 10; ++y) {
      for (int x = 0; x < 20; ++x) {
        const std::int64_t column = std::int64_t{x} - at.x;
        const std::int64_t row = std::int64_t{y} - at.y;
        const bool covered = column >= 0 && column < 6 && row >= 0 && row < 4;
        REQUIRE(result.view().row(y)[3 * x + 1] == (covered ? 100 : 7));
      }
    }
  }
}

TEST_CASE("over: every level gives the same bits") {
  for (const PixelFormat format : {gray8, gray_alpha8, rgb8, rgba8, gray16, gray_alpha16, rgb16, rgba16}) {
    for (const int width : test::interesting_widths()) {
      const Image layer = test::random_image({width, 5}, layer_format(format), 9);
      const ImageShape shape = {{width, 5}, format};
      test::check_levels("over", shape, shape, 8, lay(layer, {0, 0}, 0.6));
      test::check_levels("over at 1, -1", shape, shape, 8, lay(layer, {1, -1}, 1.0));
    }
  }
}

TEST_CASE("over: refuses what does not fit") {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  Image rgb = test::make_image({4, 3}, rgb8);
  Image gray = test::make_image({4, 3}, gray8);
  Image rgba = test::make_image({4, 3}, rgba8);
  CHECK(test::code_of(over(rgb.view(), rgb.view(), {}, 1.0, {0, 3}, kernels)) == ErrorCode::unsupported);
  CHECK(test::code_of(over(rgba.view(), gray.view(), {}, 1.0, {0, 3}, kernels)) == ErrorCode::unsupported);
  CHECK(test::code_of(over(rgba.view(), rgb.view(), {}, 1.01, {0, 3}, kernels)) == ErrorCode::invalid_argument);
  CHECK(test::code_of(over(rgba.view(), rgb.view(), {}, std::nan(""), {0, 3}, kernels)) == ErrorCode::invalid_argument);
  CHECK(test::code_of(over(rgba.view(), rgb.view(), {}, 1.0, {0, 4}, kernels)) == ErrorCode::invalid_argument);
}

}  // namespace tbbimg
