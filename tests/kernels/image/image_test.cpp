#include "kernels/image/image.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "tests/support/levels.hpp"

namespace tbbimg {

TEST_CASE("image: rows are aligned and the shape is kept") {
  for (int i = 0; i < 8; ++i) {
    const auto format = static_cast<PixelFormat>(i);
    const Image image = test::make_image({37, 5}, format);
    CHECK(image.shape() == ImageShape{{37, 5}, format});
    for (int y = 0; y < 5; ++y) CHECK(reinterpret_cast<std::uintptr_t>(image.view().row(y)) % kBufferAlignment == 0);
    CHECK(image_bytes(image.shape()) == 5 * static_cast<std::size_t>(image.view().stride));
  }
  CHECK(Image().empty());
  CHECK(test::make_image({0, 5}, PixelFormat::rgb8).empty());
}

TEST_CASE("image: sizes that cannot be are refused before memory is asked for") {
  constexpr int kHuge = std::numeric_limits<int>::max();
  CHECK(Image::create({{-1, 5}, PixelFormat::rgb8}).error().code == ErrorCode::invalid_argument);
  const auto too_large = Image::create({{kHuge, kHuge}, PixelFormat::rgba16});
  CHECK(too_large.error().code == ErrorCode::limit_exceeded);
  CHECK(image_bytes({{kHuge, kHuge}, PixelFormat::rgba16}) == std::numeric_limits<std::size_t>::max());
  CHECK(image_bytes({{-3, 5}, PixelFormat::rgb8}) == 0);
}

TEST_CASE("image: a clone is equal and apart") {
  Image image = test::random_image({33, 7}, PixelFormat::rgb8, 1);
  Image copy = image.clone().value();
  CHECK(test::difference(image.view(), copy.view()).empty());
  copy.view().row(3)[4] ^= 1;
  CHECK_FALSE(test::difference(image.view(), copy.view()).empty());
  CHECK(Image().clone().value().empty());

  const Image moved = std::move(image);
  CHECK(moved.shape() == copy.shape());
  CHECK(image.empty());  // NOLINT(bugprone-use-after-move): what is tested
}

}  // namespace tbbimg
