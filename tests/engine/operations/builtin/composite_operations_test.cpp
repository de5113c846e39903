// overlay: positions, sizes and opacity, to the pixel.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <thread>
#include <vector>

#include "tests/engine/operations/nine_gravities.hpp"
#include "tests/engine/pipeline/memory_io.hpp"
#include "tests/support/allocation_meter.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

namespace {

// A folder with a red mark, 20x10.
class MarkFolder {
 public:
  explicit MarkFolder(Size size = {20, 10}) {
    Image mark = Image::create({size, PixelFormat::rgb8}).value();
    for (int y = 0; y < size.height; ++y) {
      for (int x = 0; x < size.width; ++x) std::copy_n(kRed, 3, mark.view().row(y) + 3 * x);
    }
    folder_.write("mark.png", encoded(mark, "png"));
  }
  [[nodiscard]] std::shared_ptr<const Operation> overlay(const std::string& arguments) const {
    const std::string text = "overlay:\"" + folder_.path() + "/mark.png" + "\"" + arguments;
    auto made = OperationRegistry::with_builtin_operations().make(text);
    REQUIRE_MESSAGE(made, made.error().message.text());
    return *made;
  }
  static constexpr std::uint8_t kRed[] = {255, 0, 10};

 private:
  TemporaryFolder folder_;
};

Image applied(const Operation& operation, const Image& input) {
  Image output = Image::create(input.shape()).value();
  REQUIRE(operation.apply(input.view(), output.view(), {Kernels::active().value(), {}, {}, false}));
  return output;
}

struct Box {
  Point at;
  Size size;
};

// What the mark covers of an image that has none of its red.
std::optional<Box> covered(const Image& image) {
  int left = image.width(), top = image.height(), right = -1, bottom = -1;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      if (image.view().row(y)[channels(image.format()) * x] != 255) continue;
      left = std::min(left, x);
      top = std::min(top, y);
      right = std::max(right, x);
      bottom = std::max(bottom, y);
    }
  }
  if (right < 0) return std::nullopt;
  return Box{{left, top}, {right - left + 1, bottom - top + 1}};
}

Image without_red(Size size) {
  Image image = make_picture(size.width, size.height);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) image.view().row(y)[3 * x] /= 2;
  }
  return image;
}

}  // namespace

TEST_CASE("overlay: a mark of 20x10 on 100x100 lies where it belongs, at all nine gravities, with margins") {
  const MarkFolder folder;
  const Image image = without_red({100, 100});
  for (const test::GravityCase& c : test::kNineGravities) {
    CAPTURE(c.gravity);
    const std::string gravity = std::string(",gravity=") + c.gravity;
    for (const char* margins : {"", ",x=3,y=5", ",x=3%,y=5%"}) {
      const Image marked = applied(*folder.overlay(gravity + margins), image);
      const auto box = covered(marked);
      REQUIRE(box);
      const Point at = *margins == 0 ? c.at : c.with_margins;
      CHECK(box->at == at);
      CHECK(box->size == Size{20, 10});
      for (int y = 0; y < 100; ++y) {
        for (int x = 0; x < 100; ++x) {
          const bool inside = x >= at.x && x < at.x + 20 && y >= at.y && y < at.y + 10;
          const std::uint8_t* expected = inside ? MarkFolder::kRed : image.view().row(y) + 3 * x;
          REQUIRE(std::equal(expected, expected + 3, marked.view().row(y) + 3 * x));
        }
      }
    }
  }
}

TEST_CASE("overlay: an opacity of one half is the rounded mean") {
  const MarkFolder folder;
  const Image image = make_picture(100, 100);
  const Image marked = applied(*folder.overlay(",opacity=0.5"), image);
  for (int y = 45; y < 55; ++y) {
    for (int x = 40; x < 60; ++x) {
      for (int c = 0; c < 3; ++c) {
        const int below = image.view().row(y)[3 * x + c];
        const int expected = static_cast<int>(std::floor(0.5 * below + 0.5 * MarkFolder::kRed[c] + 0.5));
        REQUIRE(marked.view().row(y)[3 * x + c] == expected);
      }
    }
  }
}

TEST_CASE("overlay: a scale is a share of the image, and what is larger than the image is scaled down") {
  const MarkFolder folder;
  const auto size_on = [&](Size image, const std::string& arguments) {
    const auto box = covered(applied(*folder.overlay(arguments), without_red(image)));
    return box ? box->size : Size{};
  };
  CHECK(size_on({400, 400}, ",scale=0.2") == Size{80, 40});
  CHECK(size_on({400, 100}, ",scale=0.2") == Size{40, 20});
  CHECK(size_on({100, 100}, ",scale=0.2") == Size{20, 10});
  CHECK(size_on({100, 100}, ",scale=1") == Size{100, 50});
  CHECK(size_on({100, 100}, ",scale=1,gravity=southeast,x=10") == Size{80, 40});
  CHECK(size_on({12, 100}, "") == Size{12, 6});
  CHECK(size_on({100, 4}, ",gravity=north") == Size{8, 4});
  CHECK(size_on({20, 10}, ",gravity=southeast,x=5,y=1") == Size{10, 5});
  CHECK(size_on({1, 1}, "") == Size{1, 1});
  CHECK(size_on({3, 1}, ",scale=0.001") == Size{1, 1});
}

TEST_CASE("overlay: tiles cover the image from the mark's place on") {
  const MarkFolder folder;
  const Image marked = applied(*folder.overlay(",tile=yes,spacing=5,gravity=northwest"), without_red({60, 40}));
  for (int y = 0; y < 40; ++y) {
    for (int x = 0; x < 60; ++x) {
      const int aside = y / 15 % 2 == 0 ? 0 : 13;  // by half a step, as bricks lie
      CHECK((marked.view().row(y)[3 * x] == 255) == ((x + aside) % 25 < 20 && y % 15 < 10));
    }
  }
}

TEST_CASE("overlay: one object serves many threads, sizes and formats with the same result") {
  const MarkFolder folder({200, 150});
  const auto operation = folder.overlay(",scale=0.5,tile=yes,spacing=3%");
  std::vector<Image> inputs;
  std::vector<Image> expected;
  for (const PixelFormat format :
       {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8, PixelFormat::rgba8}) {
    for (const int width : {90, 131}) {
      inputs.push_back(make_picture(width, 77, format));
      expected.push_back(applied(*folder.overlay(",scale=0.5,tile=yes,spacing=3%"), inputs.back()));
    }
  }
  std::vector<std::string> differences(4);
  std::vector<std::thread> threads;
  for (std::string& found : differences) {
    threads.emplace_back([&] {
      for (std::size_t i = 0; i < 3 * inputs.size(); ++i) {
        const std::size_t which = i % inputs.size();
        found += difference(std::as_const(expected[which]).view(), applied(*operation, inputs[which]).view());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& found : differences) CHECK(found == "");
}

TEST_CASE("overlay: takes no more memory than it says") {
  const MarkFolder folder({1000, 700});
  for (const char* arguments : {"", ",scale=0.3", ",scale=1"}) {
    for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::rgb8}) {
      const auto operation = folder.overlay(arguments);
      const Image image = make_picture(1600, 1067, format);
      Image output = Image::create(image.shape()).value();
      const BufferPool pool(std::size_t{1} << 30);
      const OperationContext context(Kernels::active().value(), pool, {}, false);
      const AllocationMeter meter;
      const auto status = operation->apply(image.view(), output.view(), context);
      const std::size_t taken = meter.peak() + pool.usage().total();
      REQUIRE(status);
      CAPTURE(arguments);
      CAPTURE(taken);
      const std::size_t said = operation->scratch_bytes(image.shape()) * 9 / 8;  // as buffers are rounded up
      if (meters_allocations()) CHECK(taken <= said);
    }
  }
}
