#include <doctest/doctest.h>

#include "engine/operations/registry.hpp"
#include "kernels/resize/resize.hpp"
#include "tests/engine/pipeline/memory_io.hpp"
#include "tests/support/compare.hpp"

using namespace tbbimg;

namespace {

std::shared_ptr<const Operation> make(const std::string& text) {
  return OperationRegistry::with_builtin_operations().make(text).value();
}

Image made_by(const std::string& text, const Image& input) {
  const auto operation = make(text);
  Image output = Image::create(operation->output_shape(input.shape()).value()).value();
  const OperationContext context(Kernels::active().value(), {}, {}, false);
  REQUIRE(operation->apply(input.view(), output.view(), context));
  return output;
}

std::string message_of(const std::string& text) {
  const auto operation = OperationRegistry::with_builtin_operations().make(text);
  return operation ? "it is allowed" : operation.error().message.text();
}

constexpr PixelFormat kFormats[] = {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8,
                                    PixelFormat::rgba8};
constexpr const char* kGravities[] = {"center", "north",     "northeast", "east",     "southeast",
                                      "south",  "southwest", "west",      "northwest"};
constexpr Size kImages[] = {{90, 60}, {61, 90}, {37, 41}, {1, 1}, {300, 2}, {3, 200}};
constexpr Size kBoxes[] = {{30, 30}, {31, 17}, {64, 90}, {1, 1}, {90, 60}};

std::string text_of(Size size) { return std::to_string(size.width) + "x" + std::to_string(size.height); }

}  // namespace

TEST_CASE("resize_operations: a plan allocates at most what is said") {
  const std::pair<Size, Size> cases[] = {
      {{4928, 3279}, {852, 567}}, {{852, 567}, {4928, 3279}},  {{1000, 1000}, {999, 999}}, {{20000, 30}, {7, 30}},
      {{30, 20000}, {30, 7}},     {{1, 1}, {3000, 3000}},      {{1200, 800}, {1201, 400}}, {{60000, 1}, {1, 1}},
      {{1, 60000}, {1, 1}},       {{300, 60000}, {3000, 300}}, {{5000, 40}, {5000, 1}},    {{3, 3}, {1, 1}}};
  for (const auto& sizes : cases) {
    const Size from = sizes.first;  // not a structured binding: clang 14 does not capture those
    const Size to = sizes.second;
    for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::rgb8, PixelFormat::rgba8, PixelFormat::gray16,
                                     PixelFormat::gray_alpha16, PixelFormat::rgba16}) {
      const auto operation = make("resize:" + std::to_string(to.width) + "x" + std::to_string(to.height));
      const auto plan = ResizePlan::create(from, to, format, {}, Kernels::active().value());
      CAPTURE(from.width);
      CAPTURE(from.height);
      CAPTURE(to_string(format));
      CHECK(plan->scratch_bytes() <= operation->scratch_bytes({from, format}));
    }
  }
}

TEST_CASE("resize_operations: linear means of light") {
  Image board = Image::create({{16, 16}, PixelFormat::gray8}).value();
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 16; ++x) board.view().row(y)[x] = (x + y) % 2 == 0 ? 255 : 0;
  }
  const auto middle_of = [&](const std::string& text) {
    const auto operation = make(text);
    Image output = Image::create(operation->output_shape(board.shape()).value()).value();
    REQUIRE(operation->apply(board.view(), output.view(), {Kernels::active().value(), {}, {}, false}));
    return static_cast<int>(output.view().row(4)[4]);
  };
  for (const std::string text : {"thumbnail:8,filter=box", "resize:8,filter=box"}) {
    CHECK(std::abs(middle_of(text) - 127) <= 1);
    CHECK(std::abs(2 * middle_of(text + ",linear=yes") - 375) <= 1);
  }
}
TEST_CASE("resize_operations: what needs every pixel does not let decoders shrink") {
  CHECK(make("resize:80x60")->sufficient_input({800, 600}) == Size{144, 108});
  CHECK_FALSE(make("resize:80x60,linear=yes")->sufficient_input({800, 600}));
  CHECK_FALSE(make("resize:80x60,filter=nearest")->sufficient_input({800, 600}));
  CHECK_FALSE(make("resize:80x60,region=\"0 0 400 300\"")->sufficient_input({800, 600}));
}

TEST_CASE("resize_operations: a region is what is resampled") {
  Image ramp = Image::create({{40, 8}, PixelFormat::gray8}).value();
  for (int y = 0; y < 8; ++y) {
    for (int x = 0; x < 40; ++x) ramp.view().row(y)[x] = static_cast<std::uint8_t>(4 * x);
  }
  const auto apply = [&](const std::string& text) {
    const auto operation = make(text);
    Image output = Image::create(operation->output_shape(ramp.shape()).value()).value();
    const Status status = operation->apply(ramp.view(), output.view(), {Kernels::active().value(), {}, {}, false});
    return status ? int{output.view().row(2)[3]} : -1;
  };
  CHECK(apply("resize:10x8,filter=bilinear,region=\"20.5 0 10 8\"") == 4 * 23 + 2);
  CHECK(apply("resize:40x8,region=\"0 0 40 8\"") == 12);
  CHECK(apply("resize:10x8,region=\"35 0 10 8\"") == -1);
  CHECK(OperationRegistry::with_builtin_operations()
            .make("resize:10x8,region=\"1 2 3\"")
            .error()
            .message.text()
            .find("four") != std::string::npos);
}

TEST_CASE("resize_operations: cover gives the pixels of outside, cropped") {
  for (const PixelFormat format : kFormats) {
    for (const Size size : kImages) {
      const Image image = test::make_picture(size.width, size.height, format);
      for (const Size box : kBoxes) {
        for (const std::string gravity : kGravities) {
          for (const std::string more : {"", ",enlarge=no", ",filter=mitchell"}) {
            const std::string resize = "resize:" + text_of(box) + more;
            CAPTURE(resize);
            CAPTURE(gravity);
            CAPTURE(text_of(size));
            const Image whole = made_by(resize + ",fit=outside", image);
            const Size kept = {std::min(box.width, whole.width()), std::min(box.height, whole.height())};
            const Image expected = made_by("crop:" + text_of(kept) + ",gravity=" + gravity, whole);
            const Image actual = made_by(resize + ",fit=cover,gravity=" + gravity, image);
            CHECK(test::difference(expected.view(), actual.view()) == "");
          }
        }
      }
    }
  }
}

TEST_CASE("resize_operations: contain gives the pixels of inside, padded") {
  for (const PixelFormat format : kFormats) {
    for (const Size size : kImages) {
      const Image image = test::make_picture(size.width, size.height, format);
      for (const Size box : kBoxes) {
        for (const std::string gravity : kGravities) {
          for (const std::string more : {"", ",enlarge=no"}) {
            const std::string resize = "resize:" + text_of(box) + more;
            CAPTURE(resize);
            CAPTURE(gravity);
            CAPTURE(text_of(size));
            const std::string around = ",background=#c04020,gravity=" + gravity;
            const Image expected = made_by("pad:" + text_of(box) + around, made_by(resize + ",fit=inside", image));
            const Image actual = made_by(resize + ",fit=contain" + around, image);
            CHECK(test::difference(expected.view(), actual.view()) == "");
          }
        }
      }
    }
  }
}

TEST_CASE("resize_operations: a focus at a corner keeps the corner, one elsewhere gets into the middle") {
  const Image image = test::make_picture(90, 60);
  const auto same = [&](const std::string& a, const std::string& b) {
    const Image expected = made_by(a, image);
    return test::difference(expected.view(), made_by(b, image).view());
  };
  CHECK(same("resize:20x30,fit=cover,gravity=west", "resize:20x30,fit=cover,focus=\"0 0\"") == "");
  CHECK(same("resize:20x30,fit=cover,gravity=east", "resize:20x30,fit=cover,focus=\"1 1\"") == "");
  CHECK(same("resize:45x10,fit=cover,gravity=north", "resize:45x10,fit=cover,focus=\"1 0\"") == "");
  CHECK(same("resize:45x10,fit=cover,gravity=south", "resize:45x10,fit=cover,focus=\"0 1\"") == "");
  CHECK(same("resize:20x30,fit=cover", "resize:20x30,fit=cover,focus=\"0.5 0.1\"") == "");
  CHECK(same("resize:20x30,region=\"20 0 40 60\"", "resize:20x30,fit=cover,focus=\"0.444444 0.9\"") == "");
}

TEST_CASE("resize_operations: arguments that do not go together") {
  CHECK(message_of("resize:8x8,gravity=north").find("resize: gravity says what fit=cover keeps") == 0);
  CHECK(message_of("resize:8x8,fit=inside,gravity=north").find("resize: gravity says") == 0);
  CHECK(message_of("resize:8x8,focus=\"0 0\"").find("resize: focus says what fit=cover keeps") == 0);
  CHECK(message_of("resize:8x8,fit=contain,focus=\"0 0\"").find("resize: focus says what fit=cover keeps") == 0);
  CHECK(message_of("resize:8x8,fit=cover,gravity=north,focus=\"0 0\"").find("leave one of them out") !=
        std::string::npos);
  CHECK(message_of("resize:8x8,fit=cover,focus=\"0 0 0\"").find("resize: focus is two numbers") == 0);
  CHECK(message_of("resize:8x8,fit=cover,focus=\"0; 0\"").find("resize: focus is two numbers") == 0);
  CHECK(message_of("resize:8x8,fit=cover,focus=\"0 1.5\"").find("resize: focus is '0 1.5', allowed: ") == 0);
  CHECK(message_of("resize:8x8,gravity=attention").find("resize: gravity says what fit=cover keeps") == 0);
  CHECK(message_of("resize:8x8,fit=contain,gravity=entropy") ==
        "resize: gravity=entropy says what fit=cover keeps, and fit=contain keeps all");
  CHECK(message_of("resize:8x8,fit=cover,gravity=attention,focus=\"0 0\"").find("leave one of them out") !=
        std::string::npos);
  CHECK(message_of("crop:8x8,gravity=entropy,x=3").find("crop: x and y are offsets from an edge") == 0);
  CHECK(message_of("crop:8x8,gravity=attention,y=-3").find("crop: x and y are offsets from an edge") == 0);
  CHECK(message_of("pad:8x8,gravity=attention").find("pad: gravity is 'attention', allowed: center") == 0);
  CHECK(message_of("resize:8x8,fit=cover,background=black").find("resize: background is what fit=contain puts") == 0);
  CHECK(message_of("resize:8x,fit=cover") ==
        "resize: fit=cover needs both sides of the box, WIDTHxHEIGHT; of 8x alone, the other follows from the aspect "
        "ratio");
  CHECK(message_of("resize:x8,fit=contain").find("resize: fit=contain needs both sides") == 0);
  for (const std::string other : {"8x8,fit=inside", "8x8,fit=cover", "8x8,enlarge=no", "8x", "x8"}) {
    CHECK(message_of("resize:" + other + ",region=\"0 0 4 4\"").find("resize: a region becomes exactly") == 0);
  }
  CHECK(message_of("resize:8x8,fit=stretch").find("fill, inside, outside, cover, contain") != std::string::npos);
}

TEST_CASE("resize_operations: decoders may shrink to what the whole image is scaled to, not to what is kept of it") {
  CHECK(make("resize:100x100,fit=cover")->sufficient_input({3000, 2000}) == Size{270, 180});
  CHECK(make("resize:100x100,fit=contain")->sufficient_input({3000, 2000}) == Size{180, 120});
  CHECK(make("resize:100x100,fit=outside")->sufficient_input({3000, 2000}) == Size{270, 180});
  CHECK(make("resize:100x")->sufficient_input({3000, 2000}) == Size{180, 120});
  CHECK(make("resize:100x100,fit=cover")->sufficient_input({120, 90}) == Size{120, 90});
  CHECK(make("resize:100x100,fit=cover")->sufficient_input({30'000, 1}) == Size{30'000, 1});
  CHECK_FALSE(make("resize:100x100,fit=cover,linear=yes")->sufficient_input({3000, 2000}));
}

TEST_CASE("resize_operations: a shrunken input gives the same part of the picture") {
  Image full = Image::create({{1200, 801}, PixelFormat::gray_alpha8}).value();
  for (int y = 0; y < full.height(); ++y) {
    for (int x = 0; x < full.width(); ++x) {
      full.view().row(y)[2 * x] = static_cast<std::uint8_t>(x / 5);
      full.view().row(y)[2 * x + 1] = static_cast<std::uint8_t>(255 - y / 5);
    }
  }
  const Image half = made_by("resize:600x401,filter=box", full);
  for (const std::string text :
       {"resize:150x150,fit=cover,gravity=southeast", "resize:150x150,fit=cover,focus=\"0.2 0.5\"",
        "resize:90x150,fit=contain,gravity=north", "resize:151x,fit=outside"}) {
    CAPTURE(text);
    const auto operation = make(text);
    const Image expected = made_by(text, full);
    Image actual = Image::create(expected.shape()).value();
    REQUIRE(operation->apply(half.view(), actual.view(), {Kernels::active().value(), {}, {}, false}));
    CHECK(test::difference(expected.view(), std::as_const(actual).view(), 1) == "");
  }
}

TEST_CASE("resize_operations: cover and crop keep what draws attention or has most entropy, from any input") {
  Image picture = Image::create({{900, 400}, PixelFormat::rgb8}).value();
  for (int y = 0; y < 400; ++y) {
    for (int x = 0; x < 900; ++x) {
      const bool object = x >= 700 && x < 800 && y >= 100 && y < 300;
      const int value = object ? (x / 8 * 5 + y / 8 * 3) % 7 * 40 : 90;
      std::fill_n(picture.view().row(y) + 3 * x, 3, static_cast<std::uint8_t>(value));
    }
  }
  const auto has_object = [](const Image& image) {
    int pixels = 0;
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x) pixels += std::abs(image.view().row(y)[3 * x] - 90) > 20 ? 1 : 0;
    }
    return pixels > image.width() * image.height() / 16;
  };
  const Image half = made_by("resize:450x200,filter=box", picture);
  for (const std::string gravity : {"attention", "entropy"}) {
    CAPTURE(gravity);
    const std::string text = "resize:100x100,fit=cover,gravity=" + gravity;
    CHECK(has_object(made_by(text, picture)));
    CHECK(has_object(made_by(text, half)));
    CHECK(has_object(made_by("crop:400x400,gravity=" + gravity, picture)));
  }
  CHECK_FALSE(has_object(made_by("resize:100x100,fit=cover", picture)));
}
