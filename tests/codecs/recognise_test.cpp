#include "codecs/recognise.hpp"

#include <doctest/doctest.h>

#include "tests/codecs/support/pictures.hpp"

using namespace tbbimg;

namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

TEST_CASE("recognise: what a decoder takes is an image, whatever its name says") {
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  const Buffer png = codecs.find_encoder("png")->encode(test::make_picture({8, 8}).view(), {}).value();
  for (const char* name : {"a.png", "a.jpg", "a", "a.txt", "._a.png"}) {
    CAPTURE(name);
    const Recognition found = recognise(png.bytes(), name, codecs);
    REQUIRE(found.decoder != nullptr);
    CHECK(found.decoder->name() == "png");
    CHECK_FALSE(found.failure.has_value());
    CHECK(found.other.empty());
  }
}

TEST_CASE("recognise: other bytes are a failure of a file that is named as an image, and of no other") {
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  for (const char* name : {"a.jpg", "dir/A.HEIC", "a.b.tiff"}) {
    CAPTURE(name);
    const Recognition found = recognise(bytes_of("8BPS"), name, codecs);
    CHECK(found.decoder == nullptr);
    CHECK(found.other.empty());
    REQUIRE(found.failure.has_value());
    CHECK(found.failure->code == ErrorCode::unsupported);
    CHECK(found.failure->stage == Stage::decode);
    CHECK(found.failure->to_string() ==
          "decode: not an image that can be read: looks like a Photoshop file: it starts with 0x38425053");
  }
  for (const char* name : {"a.txt", "a", "", "._a.jpg", "dir/._a.jpg"}) {
    CAPTURE(name);
    const Recognition found = recognise(bytes_of("8BPS"), name, codecs);
    CHECK(found.decoder == nullptr);
    CHECK_FALSE(found.failure.has_value());
    CHECK(found.other == "looks like a Photoshop file: it starts with 0x38425053");
  }
}

TEST_CASE("recognise: an SVG is told as a drawing, also where its first bytes are those of any XML") {
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  const std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<!-- a";
  const std::string sentence =
      "decode: not an image that can be read: an SVG is a drawing, not a picture; make a PNG of it first, such as with "
      "rsvg-convert or Inkscape";
  CHECK(recognise(bytes_of(xml), "dir/A.SVG", codecs).failure->to_string() == sentence);
  CHECK(recognise(bytes_of("<svg width="), "a.svg", codecs).failure->to_string() == sentence);
  CHECK(recognise(bytes_of("<svg width="), "a.png", codecs).failure->to_string() == sentence);
  CHECK(recognise(bytes_of(xml), "a.xml", codecs).other.starts_with("looks like an SVG or other XML"));
  CHECK(recognise(bytes_of("hello"), "a.svg", codecs).failure->to_string() != sentence);
}

TEST_CASE("claims_to_be_image: by the last extension, but for what macOS leaves beside photos") {
  for (const char* name :
       {"a.jpg", "A.JPG", "dir/a.Jpeg", "a.b.tiff", "IMG_1.HEIC", "x.webp", "x.CR2", ".a.jpg", "._/a.jpg"}) {
    CAPTURE(name);
    CHECK(claims_to_be_image(name));
  }
  for (const char* name :
       {"", "jpg", "a", "a.txt", "a.jpg/b", "a.jpg.txt", "a.jp", "a.jpgx", ".", "a.", "._a.jpg", "dir/._a.jpg"}) {
    CAPTURE(name);
    CHECK_FALSE(claims_to_be_image(name));
  }
}
