// What each operation makes of a picture; the arithmetic itself is tested with the kernels.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "tests/engine/operations/apply.hpp"
#include "tests/engine/operations/example_folder.hpp"
#include "tests/engine/pipeline/memory_io.hpp"
#include "tests/support/patterns.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

TEST_CASE("operations: rotate and flip put the corners where they belong") {
  const Image image = make_picture(30, 20);
  CHECK(same_pixel(apply("rotate:90", image), 19, 0, image, 0, 0));
  CHECK(same_pixel(apply("rotate:180", image), 29, 19, image, 0, 0));
  CHECK(same_pixel(apply("rotate:270", image), 0, 29, image, 0, 0));
  CHECK(same_pixel(apply("flip:horizontal", image), 29, 0, image, 0, 0));
  CHECK(same_pixel(apply("flip:vertical", image), 0, 19, image, 0, 0));
}

TEST_CASE("operations: transpose, crop and pad put pixels where they belong") {
  const Image image = make_picture(30, 20);
  CHECK(same_pixel(apply("transpose", image), 7, 12, image, 12, 7));
  CHECK(same_pixel(apply("transpose:other", image), 0, 0, image, 29, 19));

  const Image part = apply("crop:10x5,gravity=northwest,x=3,y=4", image);
  CHECK(part.shape().size == Size{10, 5});
  CHECK(same_pixel(part, 0, 0, image, 3, 4));
  CHECK(same_pixel(part, 9, 4, image, 12, 8));
  CHECK(same_pixel(apply("crop:10x6", image), 0, 0, image, 10, 7));
  const auto too_large = OperationRegistry::with_builtin_operations().make("crop:31x5").value();
  CHECK(too_large->output_shape(image.shape()).error().message.text() ==
        "crop: 31x5 at -1,7 does not lie inside of an image of 30x20");

  const Image padded = apply("pad:40x10,background=#010203", image);
  CHECK(padded.shape().size == Size{40, 20});
  CHECK(same_pixel(padded, 5, 0, image, 0, 0));
  CHECK(pixel(padded, 4, 7)[0] == 1);
  CHECK(pixel(padded, 35, 19)[2] == 3);
  CHECK(same_pixel(apply("pad:40x30,gravity=southeast,border=clamp", image), 0, 0, image, 0, 0));
  CHECK(same_pixel(apply("pad:40x30,gravity=northwest,border=wrap", image), 31, 22, image, 1, 2));
}

TEST_CASE("operations: trim keeps what a border surrounds, and all of what is nothing else") {
  const auto registry = OperationRegistry::with_builtin_operations();
  const OperationContext context(Kernels::active().value(), {}, {}, false);
  const auto kept = [&](const std::string& text, const Image& image) {
    return registry.make(text).value()->content_box(image.view(), context).value();
  };
  for (const PixelFormat format :
       {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8, PixelFormat::rgba8}) {
    CAPTURE(to_string(format));
    const Image canvas = apply("fill:#404040", make_picture(40, 30, format));
    const Image framed = apply("fill:#ff8000,x=7,y=4,size=20x11", canvas);
    CHECK(kept("trim", framed) == Rectangle{{7, 4}, {20, 11}});
    CHECK(kept("trim:255", framed) == Rectangle{{0, 0}, {40, 30}});
    CHECK(kept("trim:background=#404040", framed) == Rectangle{{7, 4}, {20, 11}});
    CHECK(kept("trim:background=black", framed) == Rectangle{{0, 0}, {40, 30}});
    CHECK(kept("trim", canvas) == Rectangle{{0, 0}, {40, 30}});
  }
  CHECK(registry.make("trim").value()->size_depends_on_pixels());
  CHECK_FALSE(registry.make("crop:3").value()->size_depends_on_pixels());
}

TEST_CASE("operations: fill paints inside of its rectangle") {
  const Image image = make_picture(30, 20);
  const Image painted = apply("fill:#ff0040,x=3,y=4,size=5x6", image);
  for (int y = 0; y < 20; ++y) {
    for (int x = 0; x < 30; ++x) {
      if (x >= 3 && x < 8 && y >= 4 && y < 10) {
        REQUIRE(pixel(painted, x, y)[0] == 255);
        REQUIRE(pixel(painted, x, y)[2] == 64);
      } else {
        REQUIRE(same_pixel(painted, x, y, image, x, y));
      }
    }
  }
  CHECK(*pixel(apply("fill:white,opacity=0.5", image), 9, 9) == (*pixel(image, 9, 9) + 256) / 2);
  CHECK(same_pixel(apply("fill:white,x=40", image), 29, 19, image, 29, 19));
}

TEST_CASE("operations: overlay lays a file over, in colour or in gray, and says which file it cannot read") {
  const ExampleFolder folder;
  const Image image = make_picture(100, 80);
  const Image marked = apply("overlay:logo.png,gravity=southeast,x=10,y=5", image);
  CHECK(same_pixel(marked, 49, 55, image, 49, 55));
  const std::string bytes = encoded(make_picture(40, 20, PixelFormat::rgba8), "png");
  const Image logo = decoded(bytes).image;
  const std::uint8_t* upper = pixel(logo, 0, 0);
  CHECK(pixel(marked, 50, 55)[1] == upper[1]);  // its alpha is 255 there
  CHECK(apply("overlay:logo.png", make_picture(100, 80, PixelFormat::gray8)).format() == PixelFormat::gray8);

  const auto registry = OperationRegistry::with_builtin_operations();
  CHECK(registry.make("overlay:missing.png").error().message.text().find("missing.png") != std::string::npos);
  CHECK(registry.make("overlay:/").error().code == ErrorCode::invalid_recipe);
}

TEST_CASE("operations: brighten adds, grayscale weighs, flatten drops alpha") {
  const Image image = make_picture(30, 20);
  CHECK(*pixel(apply("brighten:-7", image), 3, 4) == std::max(0, *pixel(image, 3, 4) - 7));
  const std::uint8_t* rgb = pixel(image, 11, 5);
  const double luma = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
  CHECK(*pixel(apply("grayscale", image), 11, 5) == doctest::Approx(luma).epsilon(0.01));
  const Image alpha = make_picture(30, 20, PixelFormat::rgba8);
  CHECK(apply("grayscale", alpha).format() == PixelFormat::gray_alpha8);
  const Image flat = apply("flatten:#ff0000", alpha);
  CHECK(flat.format() == PixelFormat::rgb8);
  CHECK(*pixel(flat, 3, 4) >= *pixel(alpha, 3, 4) * pixel(alpha, 3, 4)[3] / 255);
  CHECK(same_pixel(apply("flatten", image), 3, 4, image, 3, 4));
  const Image gray = make_picture(30, 20, PixelFormat::gray8);
  CHECK(same_pixel(apply("grayscale", gray), 3, 4, gray, 3, 4));
}

TEST_CASE("operations: curves bend the scale, matrices mix colours") {
  const Image image = make_picture(30, 20);
  const std::uint8_t* rgb = pixel(image, 11, 5);
  const auto near = [](int value, double expected) {
    return std::abs(value - std::min(255.0, std::max(0.0, expected))) <= 0.75;
  };
  CHECK(near(*pixel(apply("contrast:1.5", image), 11, 5), (rgb[0] - 127.5) * 1.5 + 127.5));
  CHECK(near(*pixel(apply("gamma:2", image), 11, 5), std::sqrt(rgb[0] * 255.0)));
  CHECK(near(*pixel(apply("levels:20,220", image), 11, 5), (rgb[0] - 20) * 255 / 200.0));
  CHECK(near(*pixel(apply("levels:0,255,out_black=255,out_white=0", image), 11, 5), 255 - rgb[0]));
  CHECK(near(*pixel(apply("invert", image), 11, 5), 255 - rgb[0]));
  CHECK(near(*pixel(apply("sepia", image), 11, 5), 0.393 * rgb[0] + 0.769 * rgb[1] + 0.189 * rgb[2]));
  CHECK(near(*pixel(apply("saturation:0", image), 11, 5), 0.213 * rgb[0] + 0.715 * rgb[1] + 0.072 * rgb[2]));
  CHECK(near(*pixel(apply("grayscale:bt709", image), 11, 5), 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]));
  CHECK(near(*pixel(apply("color-matrix:\"0 0 1; 0 1 0; 1 0 0\"", image), 11, 5), rgb[2]));
  CHECK(same_pixel(apply("hue:360", image), 11, 5, image, 11, 5));
  const Image gray = make_picture(30, 20, PixelFormat::gray8);
  CHECK(apply("sepia", gray).format() == PixelFormat::rgb8);
  CHECK(apply("hue:90", gray).format() == PixelFormat::gray8);
}

TEST_CASE("operations: enhancement stretches, balances and separates") {
  Image image = Image::create({{200, 120}, PixelFormat::rgb8}).value();
  for (int y = 0; y < 120; ++y) {
    for (int x = 0; x < 200; ++x) {
      std::uint8_t* rgb = image.view().row(y) + 3 * x;
      rgb[0] = static_cast<std::uint8_t>(80 + x / 4);
      rgb[1] = rgb[2] = static_cast<std::uint8_t>(60 + x / 4);
    }
  }
  CHECK(pixel(apply("normalize:0,100", image), 0, 5)[1] == 0);
  CHECK(pixel(apply("normalize:0,100", image), 199, 5)[0] == 255);
  const Image balanced = apply("white-balance:0", image);
  CHECK(std::abs(pixel(balanced, 100, 5)[0] - pixel(balanced, 100, 5)[1]) <= 1);
  const Image equal = apply("equalize", image);
  CHECK(pixel(equal, 0, 5)[1] < 20);
  CHECK(pixel(equal, 199, 5)[1] > 225);
  CHECK(pixel(equal, 100, 5)[0] - pixel(equal, 100, 5)[1] == 20);
  const Image local = apply("clahe:4,tiles=2x2", image);
  CHECK(pixel(local, 199, 5)[1] - pixel(local, 0, 5)[1] > 60);
  for (const char* text : {"threshold", "threshold:otsu", "threshold:91"}) {
    const Image parts = apply(text, image);
    CHECK(parts.format() == PixelFormat::gray8);
    CHECK(*pixel(parts, 10, 5) == 0);
    CHECK(*pixel(parts, 190, 5) == 255);
  }
}

TEST_CASE("operations: enhancement does not look at pixels that nobody sees") {
  const auto with_right_half = [](Image image, std::uint8_t colour, std::uint8_t alpha) {
    const int count = channels(image.format());
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x) {
        std::uint8_t* to = image.view().row(y) + x * count;
        if (x >= image.width() / 2) std::fill_n(to, count - 1, colour);
        to[count - 1] = x < image.width() / 2 ? 255 : alpha;
      }
    }
    return image;
  };
  const auto without_alpha = [](Image image) {
    for (int y = 0; y < image.height(); ++y) {
      const int count = channels(image.format());
      for (int x = 0; x < image.width(); ++x) image.view().row(y)[x * count + count - 1] = 0;
    }
    return image;
  };
  const auto same = [](const Image& a, const Image& b, int width) {
    if (a.format() != b.format() || a.height() != b.height()) return false;
    for (int y = 0; y < a.height(); ++y) {
      for (int x = 0; x < width; ++x) {
        if (!same_pixel(a, x, y, b, x, y)) return false;
      }
    }
    return true;
  };
  for (const PixelFormat format : {PixelFormat::gray_alpha8, PixelFormat::rgba8}) {
    const Image picture = make_picture(70, 40, format);
    const Image white = with_right_half(picture.clone().value(), 255, 0);
    const Image black = with_right_half(picture.clone().value(), 0, 0);
    const Image seen = with_right_half(picture.clone().value(), 255, 1);
    const Image left = apply("crop:35x40,gravity=west", white);
    const Image nothing = without_alpha(picture.clone().value());
    for (const std::string text : {"equalize", "normalize", "threshold", "white-balance", "clahe:4,tiles=4x2"}) {
      CAPTURE(text);
      CHECK(same(apply(text, white), apply(text, black), 35));
      const bool changes_gray = text != "white-balance";
      if (changes_gray || format == PixelFormat::rgba8) CHECK_FALSE(same(apply(text, white), apply(text, seen), 35));
      if (text.find("clahe") == std::string::npos) CHECK(same(apply(text, white), apply(text, left), 35));
      CHECK(same(apply(text, nothing), apply(text == "threshold" ? "grayscale" : "brighten:0", nothing), 70));
    }
  }
}

TEST_CASE("operations: neighbours that are point operations are joined, others are not") {
  const auto registry = OperationRegistry::with_builtin_operations();
  const auto count = [&](const std::vector<std::string>& texts) {
    return Recipe::parse(texts, {}, registry)->variants()[0].operations.size();
  };
  CHECK(count({"brighten:10"}) == 1);
  CHECK(count({"brighten:10", "contrast:1.2", "gamma:1.4"}) == 1);
  CHECK(count({"blur:2", "brighten:10", "sepia", "blur:2", "gamma:1.4", "grayscale", "invert"}) == 4);
  CHECK(count({"brighten:10", "threshold:128", "invert"}) == 1);
  CHECK(count({"brighten:10", "threshold:otsu", "invert"}) == 3);

  // Joined, they round once: the dark values that the first takes away come back.
  const Image image = make_picture(30, 20);
  const auto joined = Recipe::parse(std::vector<std::string>{"gamma:0.25", "gamma:4"}, {}, registry).value();
  Image output = Image::create(image.shape()).value();
  const OperationContext context(Kernels::active().value(), {}, {}, false);
  REQUIRE(joined.variants()[0].operations[0]->apply(image.view(), output.view(), context));
  for (int y = 0; y < 20; ++y) {
    CHECK(std::equal(image.view().row(y), image.view().row(y) + 90, std::as_const(output).view().row(y)));
  }
}

TEST_CASE("operations: a fixed threshold joined with its neighbours gives the same pixels as alone") {
  const std::vector<std::string> texts = {"gamma:1.4", "threshold:100", "brighten:-30", "sepia"};
  const auto registry = OperationRegistry::with_builtin_operations();
  const auto joined = Recipe::parse(texts, {}, registry).value();
  for (const PixelFormat format :
       {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8, PixelFormat::rgba8}) {
    const Image image = make_picture(30, 20, format);
    Image expected = image.clone().value();
    for (const std::string& text : texts) expected = apply(text.c_str(), expected);
    const auto& operation = *joined.variants()[0].operations[0];
    Image output = Image::create(operation.output_shape(image.shape()).value()).value();
    REQUIRE(operation.apply(image.view(), output.view(), {Kernels::active().value(), {}, {}, false}));
    REQUIRE(output.shape() == expected.shape());
    for (int y = 0; y < 20; ++y) {
      for (int x = 0; x < 30; ++x) REQUIRE(same_pixel(output, x, y, expected, x, y));
    }
  }
}

TEST_CASE("operations: blur and box keep a flat image flat and smooth an edge") {
  Image image = Image::create({{40, 40}, PixelFormat::gray8}).value();
  for (int y = 0; y < 40; ++y) std::fill_n(image.view().row(y), 40, static_cast<std::uint8_t>(y < 20 ? 50 : 150));
  for (const char* text : {"blur:2", "box:2"}) {
    CAPTURE(text);
    const Image smooth = apply(text, image);
    CHECK(*pixel(smooth, 20, 0) == 50);
    CHECK(*pixel(smooth, 20, 39) == 150);
    CHECK(*pixel(smooth, 20, 19) > 60);
    CHECK(*pixel(smooth, 20, 19) < 100);
  }
}

TEST_CASE("operations: convolve takes a matrix, divisor, bias and border, and refuses what is none") {
  const Image image = make_picture(30, 20);
  CHECK(same_pixel(apply("convolve:0 1 0", image), 3, 4, image, 3, 4));
  CHECK(same_pixel(apply("convolve:1 0 0,border=wrap", image), 0, 4, image, 29, 4));
  CHECK(*pixel(apply("convolve:\"0 0 0; 0 4 0; 0 0 0\",divisor=4,bias=-3", image), 3, 4) ==
        std::max(0, *pixel(image, 3, 4) - 3));
  CHECK(same_pixel(apply("convolve:\"0 -1 0; -1 5 -1; 0 -1 0\"", image), 3, 4, apply("sharpen", image), 3, 4));
  const auto error = [](const char* text) {
    return OperationRegistry::with_builtin_operations().make(text).error().message.text();
  };
  CHECK(error("convolve:1 0").find("2x1") != std::string::npos);
  CHECK(error("convolve:1 0 0,divisor=0").find("divisor") != std::string::npos);
  CHECK(error("convolve:1 0 0,border=reflect").find("mirror") != std::string::npos);
}

TEST_CASE("operations: median takes a speck away, and sobel finds an edge") {
  Image image = Image::create({{20, 20}, PixelFormat::gray8}).value();
  for (int y = 0; y < 20; ++y) std::fill_n(image.view().row(y), 20, static_cast<std::uint8_t>(y < 10 ? 50 : 60));
  image.view().row(4)[4] = 255;
  for (const char* text : {"median", "median:3", "median:5"}) {
    CHECK(*pixel(apply(text, image), 4, 4) == 50);
    CHECK(*pixel(apply(text, image), 12, 10) == 60);
  }
  CHECK(*pixel(apply("sobel", image), 12, 10) == 40);
  CHECK(*pixel(apply("sobel:y", image), 12, 10) == 40);
  CHECK(*pixel(apply("sobel:output=x", image), 12, 10) == 0);
}

TEST_CASE("operations: separable taps give what a matrix of their products gives") {
  const Image image = make_picture(50, 30);
  const Image taps = apply("separable:\"1 2 1\",vertical=\"1 0 -1\",divisor=4,border=clamp", image);
  const Image matrix = apply("convolve:\"1 2 1; 0 0 0; -1 -2 -1\",divisor=4,border=clamp", image);
  for (int y = 0; y < 30; ++y) {
    for (std::size_t i = 0; i < 150; ++i) {
      REQUIRE(std::abs(taps.view().row(y)[i] - matrix.view().row(y)[i]) <= 1);
    }
  }
  CHECK(OperationRegistry::with_builtin_operations()
            .make("separable:\"1 2; 3 4\"")
            .error()
            .message.text()
            .find("one row") != std::string::npos);
}

namespace {
Image noise(PixelFormat format) {
  Image image = Image::create({{160, 100}, format}).value();
  fill_random(image.view(), 1);
  return image;
}
}  // namespace

TEST_CASE("operations: every one of them works on every format that it accepts, and stops when asked") {
  const ExampleFolder folder;
  const auto registry = OperationRegistry::with_builtin_operations();
  for (const OperationInfo* info : registry.list()) {
    const auto operation = registry.make(info->example).value();
    for (int number = 0; number < 8; ++number) {
      const auto format = static_cast<PixelFormat>(number);
      CAPTURE(info->example);
      CAPTURE(to_string(format));
      CHECK((bytes_per_sample(format) == 2 || operation->accepts(format)));
      if (!operation->accepts(format)) continue;
      const Image image = bytes_per_sample(format) == 1 ? make_picture(333, 100, format) : noise(format);
      CHECK_FALSE(apply(info->example, image).empty());

      std::stop_source stop;
      stop.request_stop();
      Image output = Image::create(operation->output_shape(image.shape()).value()).value();
      const auto status =
          operation->apply(image.view(), output.view(), {Kernels::active().value(), {}, stop.get_token(), false});
      REQUIRE_FALSE(status);
      CHECK(status.error().code == ErrorCode::cancelled);
    }
  }
}
