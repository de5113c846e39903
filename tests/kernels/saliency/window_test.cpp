#include "kernels/saliency/window.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "kernels/color/flatten.hpp"
#include "kernels/resize/resize.hpp"
#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

using enum PixelFormat;

constexpr PixelFormat kFormats[] = {gray8, gray_alpha8, rgb8, rgba8, gray16, gray_alpha16, rgb16, rgba16};

void set_sample(ImageView image, int x, int y, int channel, int eight_bits) {
  const int bytes = bytes_per_sample(image.format);
  std::uint8_t* sample = image.crop(x, y, {1, 1}).data + channel * bytes;
  std::fill_n(sample, bytes, static_cast<std::uint8_t>(eight_bits));  // 257 x is x in both bytes
}

void paint(ImageView image, Rgb8 color, int alpha = 255) {
  const int samples[] = {color.red, color.green, color.blue};
  const int count = channels(image.format);
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      for (int c = 0; c < count; ++c) {
        const bool is_alpha = has_alpha(image.format) && c == count - 1;
        set_sample(image, x, y, c, is_alpha ? alpha : samples[c]);
      }
    }
  }
}

void paint_checks(ImageView image, int side) {
  for (int y = 0; y < image.height; y += side) {
    for (int x = 0; x < image.width; x += side) {
      const std::uint8_t level = (x / side + y / side) % 2 == 0 ? 240 : 20;
      paint(image.crop(x, y, {std::min(side, image.width - x), std::min(side, image.height - y)}),
            {level, level, level});
    }
  }
}

void paint_noise(ImageView image) {
  test::Random random(7);
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const auto level = static_cast<std::uint8_t>(random.between(0, 255));
      paint(image.crop(x, y, {1, 1}), {level, level, level});
    }
  }
}

Point found(const Image& image, Size window, Interest interest, Size size = {}) {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const auto at = find_window(image.view(), size == Size{} ? image.shape().size : size, window, interest, kernels);
  REQUIRE(at);
  return *at;
}

bool holds(Point at, Size window, Point begin, Size part) {
  return at.x <= begin.x && at.y <= begin.y && at.x + window.width >= begin.x + part.width &&
         at.y + window.height >= begin.y + part.height;
}

constexpr Size kPicture = {300, 240};

TEST_CASE("find_window: keeps what stands out of a flat picture, in every corner and format") {
  for (const PixelFormat format : kFormats) {
    for (const Point at : {Point{20, 30}, Point{210, 20}, Point{30, 160}, Point{220, 150}}) {
      CAPTURE(to_string(format));
      CAPTURE(at.x);
      CAPTURE(at.y);
      Image image = test::make_image(kPicture, format);
      paint(image.view(), {90, 90, 90});
      paint_checks(image.view().crop(at.x, at.y, {60, 50}), 10);
      CHECK(holds(found(image, {120, 110}, Interest::attention), {120, 110}, at, {60, 50}));
      paint(image.view(), {90, 90, 90});
      paint_noise(image.view().crop(at.x, at.y, {60, 50}));
      CHECK(holds(found(image, {120, 110}, Interest::entropy), {120, 110}, at, {60, 50}));
    }
  }
}

TEST_CASE("find_window: attention prefers skin to sky, and red to grey") {
  Image image = test::make_image(kPicture, rgb8);
  paint(image.view(), {90, 140, 230});
  paint(image.view().crop(200, 100, {50, 50}), {225, 170, 140});
  CHECK(holds(found(image, {100, 100}, Interest::attention), {100, 100}, {200, 100}, {50, 50}));
  paint(image.view(), {150, 150, 150});
  paint(image.view().crop(40, 100, {50, 50}), {200, 60, 60});
  paint(image.view().crop(210, 100, {50, 50}), {60, 60, 60});
  CHECK(holds(found(image, {100, 100}, Interest::attention), {100, 100}, {40, 100}, {50, 50}));
}

TEST_CASE("find_window: attention prefers skin to what is more saturated") {
  Image image = test::make_image(kPicture, rgb8);
  paint(image.view(), {150, 150, 150});
  paint(image.view().crop(40, 100, {50, 50}), {225, 170, 140});
  paint(image.view().crop(210, 100, {50, 50}), {130, 110, 255});
  CHECK(holds(found(image, {100, 100}, Interest::attention), {100, 100}, {40, 100}, {50, 50}));
}

TEST_CASE("find_window: entropy looks at each channel") {
  for (int channel = 0; channel < 3; ++channel) {
    for (const int at : {20, 220}) {
      Image image = test::make_image(kPicture, rgb8);
      paint(image.view(), {90, 90, 90});
      test::Random random(11);
      for (int y = 100; y < 160; ++y) {
        for (int x = at; x < at + 60; ++x) set_sample(image.view(), x, y, channel, random.between(0, 255));
      }
      CAPTURE(channel);
      CAPTURE(at);
      CHECK(holds(found(image, {100, 100}, Interest::entropy), {100, 100}, {at, 100}, {60, 60}));
    }
  }
}

TEST_CASE("find_window: what alpha hides draws no attention and has no entropy") {
  for (const PixelFormat format : {gray_alpha8, rgba8, rgba16}) {
    Image image = test::make_image(kPicture, format);
    paint(image.view(), {90, 90, 90});
    paint_noise(image.view().crop(200, 100, {60, 60}));
    paint(image.view().crop(20, 100, {60, 60}), {255, 255, 255}, 0);
    const int last = channels(format) - 1;
    for (int y = 0; y < kPicture.height; ++y) {
      for (int x = 0; x < 150; ++x) {
        if ((x / 5 + y / 5) % 2 == 0) paint(image.view().crop(x, y, {1, 1}), {255, 200, 180});
        set_sample(image.view(), x, y, last, 1);  // not 0, for which resampling gives black
      }
    }
    for (const Interest interest : {Interest::attention, Interest::entropy}) {
      CAPTURE(to_string(format));
      CHECK(holds(found(image, {100, 100}, interest), {100, 100}, {200, 100}, {60, 60}));
    }
  }
}

TEST_CASE("find_window: a flat picture gives its middle, a window of its size all of it") {
  for (const Interest interest : {Interest::attention, Interest::entropy}) {
    for (const Size size : {Size{320, 320}, Size{33, 32}, Size{1, 1}, Size{1, 500}, Size{700, 2}}) {
      Image image = test::make_image(size, rgb8);
      paint(image.view(), {120, 80, 40});
      CHECK(found(image, size, interest) == Point{0, 0});
      const Size window = {(size.width + 1) / 2, (size.height + 1) / 2};
      const Point at = found(image, window, interest);
      const Point middle = {(size.width - window.width) / 2, (size.height - window.height) / 2};
      CAPTURE(size.width);
      CAPTURE(size.height);
      CHECK(std::abs(at.x - middle.x) <= 1 + size.width / 32);
      CHECK(std::abs(at.y - middle.y) <= 1 + size.height / 32);
      CHECK(at.x >= 0);
      CHECK(at.y >= 0);
      CHECK(at.x <= size.width - window.width);
      CHECK(at.y <= size.height - window.height);
    }
  }
}

TEST_CASE("find_window: the place is that in the picture, at whatever resolution the image shows it") {
  Image image = test::make_image(kPicture, rgb8);
  paint(image.view(), {90, 90, 90});
  paint_noise(image.view().crop(210, 20, {60, 60}));
  for (const Interest interest : {Interest::attention, Interest::entropy}) {
    const Point at = found(image, {100, 100}, interest);
    const Point larger = found(image, {1000, 1000}, interest, {3000, 2400});
    const Point smaller = found(image, {10, 10}, interest, {30, 24});
    CHECK(std::abs(larger.x - 10 * at.x) <= 50);
    CHECK(std::abs(larger.y - 10 * at.y) <= 50);
    CHECK(std::abs(10 * smaller.x - at.x) <= 15);
    CHECK(std::abs(10 * smaller.y - at.y) <= 15);
  }
}

TEST_CASE("find_window: entropy cuts off both ends, each slice where it has the least") {
  // Values per column grow towards column 200: the window of 80 must end up around it.
  Image image = test::make_image({256, 64}, gray8);
  test::Random random(3);
  for (int y = 0; y < 64; ++y) {
    for (int x = 0; x < 256; ++x) {
      const int range = std::max(0, 120 - std::abs(x - 200));
      image.view().row(y)[x] = static_cast<std::uint8_t>(100 + random.between(0, range));
    }
  }
  const Point at = found(image, {80, 64}, Interest::entropy);
  CHECK(std::abs(at.x - 160) <= 16);
  CHECK(at.y == 0);
}

TEST_CASE("find_window: every level finds the same") {
  for (const PixelFormat format : kFormats) {
    const Image image = test::random_image({333, 217}, format, 5);
    for (const Interest interest : {Interest::attention, Interest::entropy}) {
      const Point expected = found(image, {99, 77}, interest);
      for (const SimdLevel level : supported_simd_levels()) {
        CAPTURE(to_string(level));
        const auto at = find_window(image.view(), {333, 217}, {99, 77}, interest, test::kernels_of(level));
        CHECK(at.value() == expected);
      }
    }
  }
}

TEST_CASE("find_window: allocates at most what it says") {
  for (const Size size : {Size{1, 1}, Size{5000, 4000}, Size{60'000, 3}, Size{3, 60'000}, Size{200, 200}}) {
    for (const PixelFormat format : kFormats) {
      ResizeOptions box;
      box.filter = ResizeFilter::box;
      const Size small = {std::min(size.width, 256), std::min(size.height, 256)};
      const auto plan = ResizePlan::create(size, small, format, box, Kernels::active().value());
      const std::size_t images = image_bytes({small, format}) + image_bytes({small, rgb8});
      CAPTURE(size.width);
      CAPTURE(to_string(format));
      CHECK(plan->scratch_bytes() + images <= find_window_scratch_bytes(size));
    }
  }
}

TEST_CASE("find_window: refuses what cannot be") {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const Image image = test::make_image({4, 4}, rgb8);
  const auto code = [&](Size size, Size window) {
    const auto at = find_window(image.view(), size, window, Interest::entropy, kernels);
    return at ? ErrorCode::internal : at.error().code;
  };
  CHECK(code({4, 4}, {5, 4}) == ErrorCode::invalid_argument);
  CHECK(code({4, 4}, {4, 5}) == ErrorCode::invalid_argument);
  CHECK(code({4, 4}, {0, 4}) == ErrorCode::invalid_argument);
  CHECK(code({4, 4}, {4, 0}) == ErrorCode::invalid_argument);
  CHECK(find_window(ConstImageView{}, {4, 4}, {1, 1}, Interest::entropy, kernels).error().code ==
        ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace tbbimg
