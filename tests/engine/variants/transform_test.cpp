// Operations whose results are as large as the pixels say, and what comes behind them.
#include "engine/variants/transform.hpp"

#include <doctest/doctest.h>

#include "tests/engine/pipeline/memory_io.hpp"
#include "tests/support/compare.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

namespace {

constexpr Rectangle kContent = {{13, 9}, {40, 20}};

// A picture on white.
Image framed() {
  Image image = Image::create({{100, 80}, PixelFormat::rgb8}).value();
  for (int y = 0; y < image.height(); ++y) std::fill_n(image.view().row(y), image.view().row_bytes(), 255);
  const Image content = make_picture(kContent.size.width, kContent.size.height);
  for (int y = 0; y < kContent.size.height; ++y) {
    const ConstImageView row = content.view().crop(0, y, {kContent.size.width, 1});
    std::copy_n(row.data, row.row_bytes(), image.view().crop(kContent.at.x, kContent.at.y + y, {1, 1}).data);
  }
  return image;
}

struct Made {
  std::map<std::string, std::string> files;
  std::string message;
};

Made make(std::string_view variants) {
  MemorySource source;
  source.add("a.png", encoded(framed(), "png"));
  MemorySink sink;
  Recorder recorder;
  CHECK(adds_up(pipeline_of(recipe_from(variants)).run(source, sink, {{}, {&recorder}, nullptr}).value()));
  return {sink.files, recorder.messages["a.png"]};
}

Image picture_of(const std::string& operations) {
  const Made made = make("[[variant]]\nops=[" + operations + "]\n");
  CAPTURE(operations);
  CAPTURE(made.message);
  REQUIRE(made.files.size() == 1);
  return decoded(made.files.begin()->second).image;
}

std::string difference_of(const std::string& expected, const std::string& actual) {
  const Image a = picture_of(expected);
  const Image b = picture_of(actual);
  return difference(a.view(), b.view());
}

constexpr const char* kCropped = "'crop:40x20,gravity=northwest,x=13,y=9'";

}  // namespace

TEST_CASE("transform: trim gives the content, and operations behind it work on that") {
  const std::string cropped = kCropped;
  CHECK(difference_of(cropped, "'trim'") == "");
  CHECK(difference_of(cropped + ",'resize:80x'", "'trim','resize:80x'") == "");
  CHECK(difference_of(cropped + ",'thumbnail:15'", "'trim','thumbnail:15'") == "");
  CHECK(difference_of(cropped + ",'rotate:90','blur:2'", "'trim','rotate:90','blur:2'") == "");
  CHECK(difference_of(cropped + ",'pad:60x60'", "'trim','pad:60x60'") == "");
  CHECK(difference_of("'brighten:-9'," + cropped + ",'invert'", "'brighten:-9','trim','invert'") == "");
  CHECK(difference_of(cropped + ",'flip:horizontal'", "'flip:horizontal','trim'") == "");
}

TEST_CASE("transform: what is trimmed is shared, and fails only who cannot use it") {
  const Made made = make(
      "[[variant]]\nname='a'\nops=['trim','thumbnail:20']\n[[variant]]\nname='b'\nops=['trim','rotate:90']\n"
      "[[variant]]\nname='c'\nops=['trim','crop:50x10']\n[[variant]]\nname='d'\nops=['thumbnail:50']\n");
  REQUIRE(made.files.size() == 3);
  CHECK(decoded(made.files.at("a_a.png")).image.shape().size == Size{20, 10});
  CHECK(decoded(made.files.at("a_b.png")).image.shape().size == Size{20, 40});
  CHECK(decoded(made.files.at("a_d.png")).image.shape().size == Size{50, 40});
  CHECK(made.message.find("crop: 50x10 at -5,5 does not lie inside of an image of 40x20") != std::string::npos);
}
