#include "kernels/geometry/orient.hpp"

#include <cstring>

#include "kernels/simd/streaming.hpp"
#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

constexpr Orientation kOrientations[] = {
    Orientation::upright,   Orientation::flip_horizontal, Orientation::rotate_180, Orientation::flip_vertical,
    Orientation::transpose, Orientation::rotate_90,       Orientation::transverse, Orientation::rotate_270};

// Where the pixel at (x, y) of the turned image comes from, as the EXIF standard's figures show it.
Point origin(Orientation orientation, Size source, int x, int y) {
  const int right = source.width - 1;
  const int bottom = source.height - 1;
  switch (orientation) {
    case Orientation::upright: return {x, y};
    case Orientation::flip_horizontal: return {right - x, y};
    case Orientation::rotate_180: return {right - x, bottom - y};
    case Orientation::flip_vertical: return {x, bottom - y};
    case Orientation::transpose: return {y, x};
    case Orientation::rotate_90: return {y, bottom - x};
    case Orientation::transverse: return {right - y, bottom - x};
    case Orientation::rotate_270: return {right - y, x};
  }
  return {};
}

test::RowKernel turn(Orientation orientation) {
  return [orientation](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return orient(from, to, orientation, rows, kernels);
  };
}

}  // namespace

TEST_CASE("orient: every pixel goes where it belongs, in every format") {
  for (const Orientation orientation : kOrientations) {
    for (int f = 0; f < 8; ++f) {
      const auto format = static_cast<PixelFormat>(f);
      const auto bytes = static_cast<std::size_t>(bytes_per_pixel(format));
      const Image source = test::random_image({37, 21}, format, 4);
      const Size size = oriented({37, 21}, orientation);
      const Image result = test::run_scalar(source, {size, format}, turn(orientation));
      for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
          const Point from = origin(orientation, {37, 21}, x, y);
          REQUIRE(std::memcmp(result.view().row(y) + static_cast<std::size_t>(x) * bytes,
                              source.view().row(from.y) + static_cast<std::size_t>(from.x) * bytes, bytes) == 0);
        }
      }
    }
  }
}

TEST_CASE("orient: every level gives the same bits") {
  for (const Orientation orientation : kOrientations) {
    for (int f = 0; f < 8; ++f) {
      const auto format = static_cast<PixelFormat>(f);
      for (const int width : test::interesting_widths()) {
        if (f != 2 && width > 130) continue;
        const Size size = {width, width % 7 + 1};
        for (const Size from : {size, size.transposed()}) {
          test::check_levels("orientation " + std::to_string(static_cast<int>(orientation)), {from, format},
                             {oriented(from, orientation), format}, 8, turn(orientation));
        }
      }
      test::check_levels("orientation " + std::to_string(static_cast<int>(orientation)), {{135, 70}, format},
                         {oriented({135, 70}, orientation), format}, 8, turn(orientation));
    }
  }
}

TEST_CASE("orient: images that are stored past the caches are mirrored alike") {
  const ImageShape shape = {{2051, 2731}, PixelFormat::rgb8};
  const Image source = test::random_image(shape.size, shape.format, 5);
  REQUIRE(wants_streaming(source.view()));
  REQUIRE_FALSE(wants_streaming(source.view().crop(0, 0, {2051, 2700})));
  for (const Orientation orientation : {Orientation::flip_horizontal, Orientation::rotate_180}) {
    test::check_levels("large orientation " + std::to_string(static_cast<int>(orientation)), shape, shape, 6,
                       turn(orientation));
  }
}

TEST_CASE("orient: four quarter turns lead back") {
  const Kernels kernels = test::kernels_of(supported_simd_levels().back());
  const Image source = test::random_image({53, 34}, PixelFormat::rgb8, 2);
  Image image = source.clone().value();
  for (int i = 0; i < 4; ++i) {
    Image turned = test::make_image(image.view().size().transposed(), PixelFormat::rgb8);
    test::require_done(orient(image.view(), turned.view(), Orientation::rotate_90, turned.view().all_rows(), kernels));
    image = std::move(turned);
  }
  CHECK(test::difference(source.view(), image.view()) == "");
}

TEST_CASE("orient: refuses what does not fit") {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const Image source = test::make_image({4, 3}, PixelFormat::rgb8);
  Image same = test::make_image({4, 3}, PixelFormat::rgb8);
  Image gray = test::make_image({4, 3}, PixelFormat::gray8);
  const auto status = [&](ImageView to, Orientation orientation, RowRange rows) {
    return test::code_of(orient(source.view(), to, orientation, rows, kernels));
  };
  CHECK(status(same.view(), Orientation::rotate_90, {0, 3}) == ErrorCode::invalid_argument);
  CHECK(status(gray.view(), Orientation::upright, {0, 3}) == ErrorCode::invalid_argument);
  CHECK(status(same.view(), Orientation::upright, {0, 4}) == ErrorCode::invalid_argument);
  CHECK(status(same.view(), static_cast<Orientation>(0), {0, 3}) == ErrorCode::invalid_argument);
  CHECK(status(same.view(), static_cast<Orientation>(9), {0, 3}) == ErrorCode::invalid_argument);
}

}  // namespace tbbimg
