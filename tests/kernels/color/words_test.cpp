// What mixes channels, for samples of 16 bits.
#include <array>
#include <cmath>
#include <cstring>

#include "kernels/color/color_matrix.hpp"
#include "kernels/color/flatten.hpp"
#include "kernels/color/gray_to_rgb.hpp"
#include "kernels/color/grayscale.hpp"
#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

using enum PixelFormat;

constexpr LumaStandard kWordStandards[] = {LumaStandard::bt601, LumaStandard::bt709};
constexpr Rgb8 kPage = {3, 140, 255};
constexpr std::array<double, 20> kMixedUp = {1.5, -0.7, 0.2, 0.1,  0.05,  -0.3, 2.2, -1.1, 0,   0.1,
                                             0,   0.4,  0.9, -0.5, -0.25, 0.25, 0,   0.25, 0.5, 0.1};

int word_of(const Image& image, int x, int y, int c) {
  std::uint16_t word = 0;
  std::memcpy(&word, image.view().row(y) + 2 * (x * channels(image.format()) + c), sizeof(word));
  return word;
}

void put_word(Image& image, int x, int y, int c, int value) {
  const auto word = static_cast<std::uint16_t>(value);
  std::memcpy(image.view().row(y) + 2 * (x * channels(image.format()) + c), &word, sizeof(word));
}

test::RowKernel luma_by(LumaStandard standard) {
  return [standard](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return grayscale(from, to, standard, rows, kernels);
  };
}

test::RowKernel laid_over(Rgb8 background) {
  return [background](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return flatten(from, to, background, rows, kernels);
  };
}

test::RowKernel mix_by(const ColorMatrix& matrix) {
  return [&matrix](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return mix_colors(from, to, matrix, rows, kernels);
  };
}

void check_all_widths(const std::string& what, PixelFormat from, PixelFormat to, const test::RowKernel& kernel) {
  for (const int width : test::interesting_widths()) {
    test::check_levels(what, {{width, 3}, from}, {{width, 3}, to}, static_cast<std::uint64_t>(width), kernel);
  }
}

}  // namespace

TEST_CASE("grayscale of 16 bits: is the luma of the standard, alpha is copied") {
  const std::array<double, 3> weights[] = {{0.299, 0.587, 0.114}, {0.2126, 0.7152, 0.0722}};
  for (const LumaStandard standard : kWordStandards) {
    const std::array<double, 3>& w = weights[static_cast<int>(standard)];
    for (const PixelFormat format : {rgb16, rgba16}) {
      const Image source = test::random_image({512, 64}, format, 9);
      const Image result = test::run_scalar(source, {source.view().size(), gray_of(format)}, luma_by(standard));
      for (int y = 0; y < source.height(); ++y) {
        for (int x = 0; x < source.width(); ++x) {
          double exact = 0;
          for (int c = 0; c < 3; ++c) exact += w[static_cast<std::size_t>(c)] * word_of(source, x, y, c);
          REQUIRE(std::abs(word_of(result, x, y, 0) - exact) < 0.52);
          if (has_alpha(format)) REQUIRE(word_of(result, x, y, 1) == word_of(source, x, y, 3));
        }
      }
    }
  }
}

TEST_CASE("grayscale of 16 bits: gray stays as it is") {
  Image gray = test::make_image({4096, 16}, gray16);
  for (int i = 0; i < 65536; ++i) put_word(gray, i % 4096, i / 4096, 0, i);
  const Image colour = test::run_scalar(gray, {gray.view().size(), rgb16}, gray_to_rgb);
  for (const LumaStandard standard : kWordStandards) {
    CHECK(test::difference(gray.view(), test::run_scalar(colour, gray.shape(), luma_by(standard)).view()) == "");
  }
}

TEST_CASE("gray to RGB of 16 bits: three equal channels, alpha is copied") {
  const Image source = test::random_image({301, 3}, gray_alpha16, 5);
  const Image result = test::run_scalar(source, {source.view().size(), rgba16}, gray_to_rgb);
  for (int x = 0; x < 301; ++x) {
    for (int c = 0; c < 3; ++c) REQUIRE(word_of(result, x, 1, c) == word_of(source, x, 1, 0));
    REQUIRE(word_of(result, x, 1, 3) == word_of(source, x, 1, 1));
  }
}

TEST_CASE("flatten of 16 bits: is the exact mixture, rounded") {
  Image source = test::random_image({1024, 256}, gray_alpha16, 8);
  for (int i = 0; i < 1024; ++i) {  // beside noise, alphas at which rounding is close
    put_word(source, i, 0, 0, 65535 - i);
    put_word(source, i, 0, 1, i % 3 == 0 ? 32767 : i % 3 == 1 ? 32768 : i);
  }
  for (const int background : {0, 1, 77, 128, 255}) {
    const auto byte = static_cast<std::uint8_t>(background);
    const Image result = test::run_scalar(source, {{1024, 256}, gray16}, laid_over({byte, byte, byte}));
    for (int y = 0; y < 256; ++y) {
      for (int x = 0; x < 1024; ++x) {
        const std::int64_t alpha = word_of(source, x, y, 1);
        const std::int64_t sum = word_of(source, x, y, 0) * alpha + 257 * background * (65535 - alpha);
        REQUIRE(word_of(result, x, y, 0) == (2 * sum + 65535) / 131070);
      }
    }
  }
}

TEST_CASE("colour matrix of 16 bits: is what double precision says, rounded") {
  const ColorMatrix matrix = ColorMatrix::create(kMixedUp, 4, 5).value();
  for (const PixelFormat format : {rgb16, rgba16}) {
    const int count = channels(format);
    const Image source = test::random_image({512, 64}, format, 9);
    const Image result = test::run_scalar(source, source.shape(), mix_by(matrix));
    for (int y = 0; y < source.height(); ++y) {
      for (int x = 0; x < source.width(); ++x) {
        for (int c = 0; c < count; ++c) {
          const double* row = kMixedUp.data() + 5 * c;
          double exact = row[4] * 65535 + (count == 3 ? row[3] * 65535 : 0);
          for (int i = 0; i < count; ++i) exact += row[i] * word_of(source, x, y, i);
          REQUIRE(std::abs(word_of(result, x, y, c) - std::fmin(65535, std::fmax(0, exact))) < 0.55);
        }
      }
    }
  }
}

TEST_CASE("colours of 16 bits: every level gives the same bits") {
  for (const LumaStandard standard : kWordStandards) {
    check_all_widths("grayscale", rgb16, gray16, luma_by(standard));
    check_all_widths("grayscale", rgba16, gray_alpha16, luma_by(standard));
  }
  check_all_widths("gray to RGB", gray16, rgb16, gray_to_rgb);
  check_all_widths("gray to RGB", gray_alpha16, rgba16, gray_to_rgb);
  check_all_widths("flatten", rgba16, rgb16, laid_over(kPage));
  check_all_widths("flatten", gray_alpha16, gray16, laid_over(kPage));
  const ColorMatrix matrix = ColorMatrix::create(kMixedUp, 4, 5).value();
  check_all_widths("colour matrix", rgb16, rgb16, mix_by(matrix));
  check_all_widths("colour matrix", rgba16, rgba16, mix_by(matrix));
}

TEST_CASE("colours of 16 bits: refuse what does not fit") {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const Image rgb = test::make_image({4, 4}, rgb16);
  Image rgba = test::make_image({4, 4}, rgba16);
  Image gray_8 = test::make_image({4, 4}, gray8);
  Image gray_16 = test::make_image({4, 4}, gray16);
  CHECK(test::code_of(grayscale(rgb.view(), gray_8.view(), LumaStandard::bt601, {0, 4}, kernels)) ==
        ErrorCode::invalid_argument);
  CHECK(test::code_of(flatten(rgba.view(), gray_16.view(), {}, {0, 4}, kernels)) == ErrorCode::invalid_argument);
  CHECK(test::code_of(gray_to_rgb(gray_16.view(), rgba.view(), {0, 4}, kernels)) == ErrorCode::invalid_argument);
}

}  // namespace tbbimg
