#include "kernels/composite/fill.hpp"

#include <cstring>

#include "tests/support/levels.hpp"

namespace tbbimg {

TEST_CASE("fill: gives every pixel of the rows the colour, in every format, and touches nothing else") {
  const Rgba8 color = {{200, 100, 50}, 128};
  const int luma = 124;  // 0.299 * 200 + 0.587 * 100 + 0.114 * 50 = 124.2
  const std::vector<std::vector<int>> samples = {{luma}, {luma, 128}, {200, 100, 50}, {200, 100, 50, 128}};
  for (int f = 0; f < 8; ++f) {
    const auto format = static_cast<PixelFormat>(f);
    CAPTURE(to_string(format));
    const test::GuardedImage image({13, 6}, format, {test::GuardedImage::Layout::Guard::behind, 3, true});
    test::fill_random(image.view(), 1);
    const Image before = test::random_image({13, 6}, format, 1);
    test::require_done(fill(image.view(), color, {1, 4}));
    CHECK(image.gaps_are_untouched());
    for (int y = 0; y < 6; ++y) {
      if (y < 1 || y >= 4) {
        CHECK(std::memcmp(image.view().row(y), before.view().row(y), before.view().row_bytes()) == 0);
        continue;
      }
      for (std::size_t i = 0; i < 13 * static_cast<std::size_t>(channels(format)); ++i) {
        const int wanted = samples[static_cast<std::size_t>(f % 4)][i % static_cast<std::size_t>(channels(format))];
        if (f < 4) {
          REQUIRE(image.view().row(y)[i] == wanted);
        } else {
          std::uint16_t sample = 0;
          std::memcpy(&sample, image.view().row(y) + 2 * i, 2);
          REQUIRE(sample == 257 * wanted);
        }
      }
    }
  }
}

TEST_CASE("fill: refuses rows that are not there") {
  Image image = test::make_image({4, 3}, PixelFormat::rgb8);
  CHECK(test::code_of(fill(image.view(), {}, {0, 4})) == ErrorCode::invalid_argument);
  test::require_done(fill(image.view(), {}, {3, 3}));
}

}  // namespace tbbimg
