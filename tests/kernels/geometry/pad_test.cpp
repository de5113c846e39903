#include "kernels/geometry/pad.hpp"

#include <cstring>

#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

constexpr Border kBorders[] = {Border::mirror, Border::clamp, Border::wrap, Border::constant};

// The source sample that stands at `index`, by counting steps and not by a formula; -1 for the background.
int walked_to(int index, int size, Border border) {
  int at = 0;
  int direction = index < 0 ? -1 : 1;
  for (int step = 0; step < std::abs(index); ++step) {
    const int next = at + direction;
    if (next >= 0 && next < size) {
      at = next;
      continue;
    }
    if (border == Border::constant) return -1;
    if (border == Border::wrap) at = next < 0 ? size - 1 : 0;
    if (border == Border::mirror && size > 1) {
      direction = -direction;
      at += direction;
    }
  }
  return at;
}

}  // namespace

TEST_CASE("pad: every pixel is the one that the border rule names, in every format") {
  for (const Border border : kBorders) {
    for (int f = 0; f < 8; ++f) {
      const auto format = static_cast<PixelFormat>(f);
      const auto bytes = static_cast<std::size_t>(bytes_per_pixel(format));
      for (const Size from : {Size{5, 4}, Size{1, 1}}) {
        CAPTURE(to_string(border));
        CAPTURE(to_string(format));
        const Image source = test::random_image(from, format, 3);
        const Point at = {7, 9};
        const test::GuardedImage result({23, 21}, format, {test::GuardedImage::Layout::Guard::behind, 5, true});
        const Rgba8 background = {{10, 20, 30}, 40};
        test::require_done(pad(source.view(), result.view(), at, border, background, {11, 21}));
        test::require_done(pad(source.view(), result.view(), at, border, background, {0, 11}));
        CHECK(result.gaps_are_untouched());
        const auto outside = pixel_of(background, format);
        for (int y = 0; y < 21; ++y) {
          for (int x = 0; x < 23; ++x) {
            const int row = walked_to(y - at.y, from.height, border);
            const int column = walked_to(x - at.x, from.width, border);
            const std::uint8_t* wanted = row < 0 || column < 0
                                             ? outside.data()
                                             : source.view().row(row) + static_cast<std::size_t>(column) * bytes;
            REQUIRE(std::memcmp(result.view().row(y) + static_cast<std::size_t>(x) * bytes, wanted, bytes) == 0);
          }
        }
      }
    }
  }
}

TEST_CASE("pad: refuses an image that does not lie inside") {
  const Image source = test::random_image({5, 4}, PixelFormat::rgb8, 3);
  Image result = test::make_image({6, 6}, PixelFormat::rgb8);
  Image gray = test::make_image({6, 6}, PixelFormat::gray8);
  const auto code = [&](ConstImageView from, ImageView to, Point at, RowRange rows) {
    return test::code_of(pad(from, to, at, Border::clamp, {}, rows));
  };
  CHECK(code(source.view(), result.view(), {2, 0}, {0, 6}) == ErrorCode::invalid_argument);
  CHECK(code(source.view(), result.view(), {0, 3}, {0, 6}) == ErrorCode::invalid_argument);
  CHECK(code(source.view(), result.view(), {-1, 0}, {0, 6}) == ErrorCode::invalid_argument);
  CHECK(code(source.view(), result.view(), {0, 0}, {0, 7}) == ErrorCode::invalid_argument);
  CHECK(code(source.view(), gray.view(), {0, 0}, {0, 6}) == ErrorCode::invalid_argument);
  CHECK(code(ConstImageView{nullptr, 0, 0, 0, PixelFormat::rgb8}, result.view(), {0, 0}, {0, 6}) ==
        ErrorCode::invalid_argument);
}

}  // namespace tbbimg
