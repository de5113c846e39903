#include "kernels/enhance/clahe.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "tests/kernels/support/failing_new.hpp"
#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

using enum PixelFormat;
constexpr PixelFormat kFormats[] = {gray8, gray_alpha8, rgb8, rgba8};

test::RowKernel clahe(Size tiles, double limit) {
  return [=](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) -> Status {
    const int middle = from.height / 3;
    TBBIMG_ASSIGN_OR_RETURN(TileHistograms histograms,
                            TileHistograms::create(from, tiles, {middle, from.height}, kernels));
    TBBIMG_ASSIGN_OR_RETURN(const TileHistograms upper, TileHistograms::create(from, tiles, {0, middle}, kernels));
    histograms += upper;
    TBBIMG_ASSIGN_OR_RETURN(const ClahePlan plan, ClahePlan::create(histograms, from.size(), limit));
    return plan.run(from, to, rows, kernels);
  };
}

// Dark, with a gradient and noise: what people use this for.
Image scan(Size size) {
  Image image = test::random_image(size, gray8, 7);
  for (int y = 0; y < size.height; ++y) {
    std::uint8_t* row = image.view().row(y);
    for (int x = 0; x < size.width; ++x) row[x] = static_cast<std::uint8_t>(row[x] / 8 + x * 60 / size.width + y / 4);
  }
  return image;
}

// All in double precision, nothing shared with the kernel.
class Exact {
 public:
  Exact(const Image& image, Size tiles, double limit) : size_(image.view().size()), tiles_(tiles) {
    for (int row = 0; row < tiles.height; ++row) {
      for (int column = 0; column < tiles.width; ++column) tables_.push_back(table_of(image, column, row, limit));
    }
  }
  [[nodiscard]] double at(int x, int y, int value) const {
    const auto [left, right, across] = around(x, tiles_.width, size_.width);
    const auto [above, below, down] = around(y, tiles_.height, size_.height);
    const auto table = [&](int column, int row) {
      return tables_[static_cast<std::size_t>(row * tiles_.width + column)][static_cast<std::size_t>(value)];
    };
    return (table(left, above) * (1 - across) + table(right, above) * across) * (1 - down) +
           (table(left, below) * (1 - across) + table(right, below) * across) * down;
  }

 private:
  struct Around {
    int first;
    int second;
    double weight;
  };
  static int edge(int tile, int tiles, int length) { return tile * length / tiles; }
  static Around around(int position, int tiles, int length) {
    const auto centre = [&](int i) { return 0.5 * (edge(i, tiles, length) + edge(i + 1, tiles, length)); };
    int second = 0;
    while (second < tiles && centre(second) <= position + 0.5) ++second;
    if (second == 0) return {0, 0, 0};
    if (second == tiles) return {tiles - 1, tiles - 1, 0};
    return {second - 1, second, (position + 0.5 - centre(second - 1)) / (centre(second) - centre(second - 1))};
  }
  [[nodiscard]] std::array<double, 256> table_of(const Image& image, int column, int row, double limit) const {
    std::array<double, 256> bins{};
    double area = 0;
    for (int y = edge(row, tiles_.height, size_.height); y < edge(row + 1, tiles_.height, size_.height); ++y) {
      for (int x = edge(column, tiles_.width, size_.width); x < edge(column + 1, tiles_.width, size_.width); ++x) {
        ++bins[image.view().row(y)[x]];
        ++area;
      }
    }
    const double most = std::max(1.0, limit * area / 256);
    double cut = 0;
    for (double& bin : bins) {
      cut += std::max(0.0, bin - most);
      bin = std::min(bin, most);
    }
    double sum = 0;
    for (double& bin : bins) bin = 255 * (sum += bin + cut / 256) / area;
    return bins;
  }

  Size size_;
  Size tiles_;
  std::vector<std::array<double, 256>> tables_;
};

}  // namespace

TEST_CASE("clahe: is what double precision says") {
  for (const Size tiles : {Size{8, 8}, Size{1, 1}, Size{3, 5}}) {
    for (const double limit : {1.0, 2.5, 256.0}) {
      const Image source = scan({211, 97});
      const Image result = test::run_scalar(source, source.shape(), clahe(tiles, limit));
      const Exact exact(source, tiles, limit);
      double sum = 0;
      for (int y = 0; y < 97; ++y) {
        for (int x = 0; x < 211; ++x) {
          const double error = std::abs(result.view().row(y)[x] - exact.at(x, y, source.view().row(y)[x]));
          REQUIRE(error < 0.6);
          sum += error;
        }
      }
      CHECK(sum / (211 * 97) < 0.3);
    }
  }
}

TEST_CASE("clahe: raises the contrast of a dark image, less with a lower limit") {
  const Image source = scan({200, 100});
  const auto range = [](const Image& image) {
    const auto [low, high] = std::minmax_element(image.view().row(50) + 80, image.view().row(50) + 120);
    return *high - *low;
  };
  const int before = range(source);
  const int little = range(test::run_scalar(source, source.shape(), clahe({4, 4}, 1.5)));
  const int much = range(test::run_scalar(source, source.shape(), clahe({4, 4}, 8)));
  CHECK(before < little);
  CHECK(little < much);
}

TEST_CASE("clahe: colours move with luma, alpha stays") {
  const Image gray = scan({120, 60});
  Image rgba = test::make_image({120, 60}, rgba8);
  for (int y = 0; y < 60; ++y) {
    for (int x = 0; x < 120; ++x) {
      std::uint8_t* pixel = rgba.view().row(y) + 4 * x;
      pixel[0] = pixel[1] = pixel[2] = gray.view().row(y)[x];
      pixel[3] = static_cast<std::uint8_t>(x + 1);
    }
  }
  const Image expected = test::run_scalar(gray, gray.shape(), clahe({4, 4}, 3));
  const Image result = test::run_scalar(rgba, rgba.shape(), clahe({4, 4}, 3));
  for (int y = 0; y < 60; ++y) {
    for (int x = 0; x < 120; ++x) {
      const std::uint8_t* pixel = result.view().row(y) + 4 * x;
      for (int c = 0; c < 3; ++c) REQUIRE(pixel[c] == expected.view().row(y)[x]);
      REQUIRE(pixel[3] == static_cast<std::uint8_t>(x + 1));
    }
  }
}

TEST_CASE("clahe: every level gives the same bits") {
  for (const PixelFormat format : kFormats) {
    for (const int width : test::interesting_widths()) {
      const ImageShape shape = {{width, 7}, format};
      test::check_levels("clahe", shape, shape, static_cast<std::uint64_t>(width), clahe({3, 2}, 2.5));
    }
  }
}

TEST_CASE("clahe: refuses what does not fit") {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  Image gray = test::make_image({40, 40}, gray8);
  Image other = test::make_image({41, 40}, gray8);
  const Image deep = test::make_image({40, 40}, gray16);
  const auto all = TileHistograms::create(gray.view(), {8, 8}, {0, 40}, kernels).value();
  CHECK_FALSE(TileHistograms::create(gray.view(), {0, 8}, {0, 40}, kernels));
  CHECK_FALSE(TileHistograms::create(gray.view(), {8, 65}, {0, 40}, kernels));
  CHECK_FALSE(TileHistograms::create(gray.view(), {8, 8}, {0, 41}, kernels));
  CHECK_FALSE(TileHistograms::create(deep.view(), {8, 8}, {0, 40}, kernels));
  CHECK_FALSE(ClahePlan::create(all, {40, 40}, 0.5));
  CHECK_FALSE(ClahePlan::create(all, {40, 40}, std::nan("")));
  CHECK_FALSE(ClahePlan::create(TileHistograms::create(gray.view(), {8, 8}, {0, 20}, kernels).value(), {40, 40}, 2));
  const ClahePlan plan = ClahePlan::create(all, {40, 40}, 2).value();
  CHECK(test::code_of(plan.run(other.view(), other.view(), {0, 40}, kernels)) == ErrorCode::invalid_argument);
  CHECK(test::code_of(plan.run(gray.view(), gray.view(), {0, 41}, kernels)) == ErrorCode::invalid_argument);
  test::require_done(plan.run(gray.view(), gray.view(), {0, 40}, kernels));
}

TEST_CASE("clahe: says when memory runs out") {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const Image image = test::random_image({40, 40}, rgba8, 1);
  const auto histograms = [&] { return TileHistograms::create(image.view(), {8, 8}, {0, 40}, kernels); };
  test::check_out_of_memory(histograms);
  const TileHistograms all = histograms().value();
  test::check_out_of_memory([&] { return ClahePlan::create(all, {40, 40}, 2); });
}

}  // namespace tbbimg
