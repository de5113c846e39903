#include "kernels/color/add_alpha.hpp"

#include <cstring>

#include "tests/support/levels.hpp"

namespace tbbimg {

TEST_CASE("add_alpha: colours stay and nothing is hidden, in each format and any split") {
  for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::rgb8, PixelFormat::gray16, PixelFormat::rgb16}) {
    CAPTURE(to_string(format));
    const Image source = test::random_image({13, 7}, format, 4);
    const test::GuardedImage result({13, 7}, with_alpha(format), {test::GuardedImage::Layout::Guard::behind, 5, true});
    test::require_done(add_alpha(source.view(), result.view(), {3, 7}));
    test::require_done(add_alpha(source.view(), result.view(), {0, 3}));
    CHECK(result.gaps_are_untouched());
    const auto from = static_cast<std::size_t>(bytes_per_pixel(format));
    const auto to = static_cast<std::size_t>(bytes_per_pixel(with_alpha(format)));
    for (int y = 0; y < 7; ++y) {
      for (std::size_t x = 0; x < 13; ++x) {
        const std::uint8_t* pixel = result.view().row(y) + x * to;
        CHECK(std::memcmp(pixel, source.view().row(y) + x * from, from) == 0);
        for (std::size_t i = from; i < to; ++i) CHECK(pixel[i] == 0xFF);
      }
    }
  }
}

TEST_CASE("add_alpha: what does not fit together is refused") {
  const Image source = test::make_image({4, 4}, PixelFormat::rgb8);
  for (const ImageShape& shape : {ImageShape{{4, 4}, PixelFormat::rgb8},
                                  {{4, 4}, PixelFormat::rgba16},
                                  {{4, 4}, PixelFormat::gray_alpha8},
                                  {{4, 5}, PixelFormat::rgba8}}) {
    Image result = test::make_image(shape.size, shape.format);
    CHECK_FALSE(add_alpha(source.view(), result.view(), {0, 4}));
  }
  Image result = test::make_image({4, 4}, PixelFormat::rgba8);
  CHECK_FALSE(add_alpha(source.view(), result.view(), {0, 5}));
  CHECK_FALSE(add_alpha(result.view(), result.view(), {0, 4}));
}

}  // namespace tbbimg
