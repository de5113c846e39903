#include "codecs/registry.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/codecs/support/encoder_options.hpp"
#include "tests/codecs/support/pictures.hpp"

using namespace tbbimg;
using namespace std::string_literals;

namespace {

std::string described(const std::string& head) {
  return describe_unrecognized({reinterpret_cast<const std::uint8_t*>(head.data()), head.size()});
}

}  // namespace

TEST_CASE("registry: finds encoders by name and by extension, and nothing else") {
  const CodecRegistry registry = CodecRegistry::with_builtin_codecs();
  REQUIRE(registry.find_encoder("jpeg") != nullptr);
  CHECK(registry.find_encoder("jpg") == registry.find_encoder("jpeg"));
  CHECK(registry.find_encoder("jpeg")->extension() == "jpg");
  CHECK(registry.find_encoder("png")->name() == "png");
  CHECK(registry.find_encoder("webp")->name() == "webp");
  for (const auto& encoder : registry.encoders()) {
    REQUIRE(registry.find_decoder_by_name(encoder->name()) != nullptr);
    CHECK(registry.find_decoder_by_name(encoder->name())->name() == encoder->name());
  }
  CHECK(registry.find_decoder_by_name("jpg") == nullptr);
  CHECK(registry.find_encoder("psd") == nullptr);
  CHECK(registry.find_encoder("") == nullptr);
  CHECK(registry.find_encoder("JPEG") == nullptr);
}

TEST_CASE("registry: finds a decoder for what its encoder of the same name writes, by the first bytes") {
  const CodecRegistry registry = CodecRegistry::with_builtin_codecs();
  const Image picture = test::make_picture({20, 10});
  for (const auto& encoder : registry.encoders()) {
    CAPTURE(encoder->name());
    const Buffer file = encoder->encode(picture.view(), {}).value();
    const auto head = std::span(file.bytes()).first(std::min(file.size(), kSignatureBytes));
    const Decoder* decoder = registry.find_decoder(head);
    REQUIRE(decoder != nullptr);
    CHECK(decoder->name() == encoder->name());
    CHECK(decoder->probe(file.bytes()).value().format == encoder->name());
  }
  const std::uint8_t nothing[] = {1, 2, 3};
  CHECK(registry.find_decoder(nothing) == nullptr);
  CHECK(registry.find_decoder({}) == nullptr);
}

TEST_CASE("registry: what a format can hold is what its encoder takes and its decoder gives back") {
  const CodecRegistry registry = CodecRegistry::with_builtin_codecs();
  const Image picture = test::make_picture({20, 10});
  for (const auto& encoder : registry.encoders()) {
    CAPTURE(encoder->name());
    const FormatContents& holds = encoder->format().holds;
    const Decoder& decoder = *registry.find_decoder_by_name(encoder->name());
    CHECK(&encoder->format() == &decoder.format());
    CHECK(holds.alpha == encoder->accepts(PixelFormat::rgba8));
    CHECK(holds.sixteen_bits == encoder->accepts(PixelFormat::rgb16));
    const int most_bits = encoder->bits_held({});
    CHECK(holds.sixteen_bits == (most_bits > 8));
    bool lossless = false;
    bool lossy = false;
    bool frames = false;
    std::vector<EncoderSettings> all = {{}};
    for (const EncoderOption& option : encoder->options()) {
      for (const int value : test::values_of(option)) all.push_back({{std::string(option.name), value}});
    }
    for (const EncoderSettings& settings : all) {
      CHECK(encoder->bits_held(settings) <= most_bits);
      lossless = lossless || encoder->is_lossless(settings);
      lossy = lossy || encoder->has_quality(settings);
      frames = frames || encoder->holds_animations(settings);
    }
    CHECK(holds.lossless == lossless);
    CHECK(holds.lossy == lossy);
    CHECK(holds.frames == frames);
    EncodeOptions options;
    options.metadata = test::metadata_with(test::make_icc_profile("RGB "));
    const Buffer file = encoder->encode(picture.view(), options).value();
    // libjxl takes no profile that means nothing.
    const bool is_kept = decoder.decode(file.bytes(), {})->metadata.icc_profile != nullptr;
    if (encoder->name() != "jxl") CHECK(holds.profile == is_kept);
    Image one_color = Image::create({{20, 10}, PixelFormat::rgb8}).value();
    for (int y = 0; y < 10; ++y) std::fill_n(one_color.view().row(y), 60, static_cast<std::uint8_t>(y % 2 * 99 + 7));
    for (int y = 0; y < 10; ++y) one_color.view().row(y)[0] = 200;
    const Buffer drawing = encoder->encode(one_color.view(), {}).value();
    CHECK((holds.palette || decoder.probe(drawing.bytes())->model != ColorModel::palette));
  }
}

TEST_CASE("describe_unrecognized: names what the bytes look like") {
  CHECK(described("") == "the file is empty");
  CHECK(described("GIF89a\1\2\3\4") == "looks like a GIF: it starts with 0x474946383961");
  CHECK(described("\x89PNG\r\n\x1a\n----") == "looks like a PNG: it starts with 0x89504e47");
  CHECK(described("\x89PNG\n\x1a\n----") == "looks like a damaged PNG: it starts with 0x89504e47");
  CHECK(described("BM1234") == "looks like a BMP: it starts with 0x424d");
  CHECK(described("II*\0abc"s) == "looks like a TIFF: it starts with 0x49492a00");
  CHECK(described("MM\0*abc"s) == "looks like a TIFF: it starts with 0x4d4d002a");
  CHECK(described("\0\0\0\x18"
                  "ftypheic----"s) == "looks like a HEIC: it starts with 0x000000186674797068656963");
  CHECK(described("\0\0\0\x18"
                  "ftypavif----"s)
            .find("looks like an AVIF:") != std::string::npos);
  CHECK(described("\xff\x0a\1\2").find("looks like a JPEG XL:") != std::string::npos);
  CHECK(described("\0\0\0\x0cJXL \r\n\x87\n"s).find("looks like a JPEG XL:") != std::string::npos);
  CHECK(described("\0\0\0\x0cjP  \r\n\x87\n"s).find("looks like a JPEG 2000:") != std::string::npos);
  CHECK(described("%PDF-1.7").find("looks like a PDF:") != std::string::npos);
  CHECK(described("PK\3\4").find("looks like a ZIP:") != std::string::npos);
  CHECK(described("\0\5\x16\7\0\2"s).find("AppleDouble") != std::string::npos);
  for (const std::string svg :
       {"<svg xmlns=", "\xef\xbb\xbf <?xml version='1.0'?><svg>", "<!-- made by hand --> <svg>"}) {
    CHECK(described(svg) ==
          "an SVG is a drawing, not a picture; make a PNG of it first, such as with rsvg-convert or Inkscape");
  }
  CHECK(described("<?xml version='1.0'?><rss>").find("looks like an SVG or other XML:") != std::string::npos);
  CHECK(described("<!DOCTYPE html><html>").find("looks like a web page:") != std::string::npos);
  CHECK(described(std::string(64, '\0')).find("interrupted copy") != std::string::npos);
  CHECK(described("hello, world") == "it starts with 0x68656c6c6f2c2077, unlike any image format known here");
  CHECK(described("x") == "it starts with 0x78, unlike any image format known here");
}

TEST_CASE("decoders: bytes of another format are refused with what they look like") {
  const CodecRegistry registry = CodecRegistry::with_builtin_codecs();
  const Image picture = test::make_picture({8, 8});
  const Buffer png = registry.find_encoder("png")->encode(picture.view(), {}).value();
  const Buffer jpeg = registry.find_encoder("jpeg")->encode(picture.view(), {}).value();
  for (const auto& decoder : registry.decoders()) {
    CAPTURE(decoder->name());
    const Buffer& other = decoder->name() == "png" ? jpeg : png;
    const auto probed = decoder->probe(other.bytes());
    REQUIRE_FALSE(probed.has_value());
    CHECK(probed.error().code == ErrorCode::corrupt_data);
    const auto decoded = decoder->decode(other.bytes(), {});
    REQUIRE_FALSE(decoded.has_value());
    CHECK(decoded.error().message.text() == probed.error().message.text());
    const auto empty = decoder->probe({});
    REQUIRE_FALSE(empty.has_value());
    CHECK(empty.error().message.text().find("is empty") != std::string::npos);
  }
  CHECK(registry.decoders()[0]->probe(png.bytes()).error().message.text() ==
        "not a JPEG: looks like a PNG: it starts with 0x89504e47");
}

TEST_CASE("encoders: refuse what they cannot store") {
  const CodecRegistry registry = CodecRegistry::with_builtin_codecs();
  const Image picture = test::make_picture({8, 8});
  for (const auto& encoder : registry.encoders()) {
    CAPTURE(encoder->name());
    CHECK(encoder->encode(picture.view().crop(0, 0, {0, 8}), {}).error().code == ErrorCode::invalid_argument);
    const Image deep = Image::create({{4, 4}, PixelFormat::rgb16}).value();
    if (!encoder->accepts(PixelFormat::rgb16)) {
      CHECK(encoder->encode(deep.view(), {}).error().code == ErrorCode::unsupported);
    }
    // Rows of stride 0: as many as wished without the memory.
    ConstImageView tall = picture.view();
    tall.stride = 0;
    tall.height = encoder->max_side() + 1;
    CHECK(encoder->encode(tall, {}).error().code == ErrorCode::limit_exceeded);
    if (encoder->name() == "png") continue;
    for (const int quality : {0, -1, 101}) {
      EncodeOptions options;
      options.quality = quality;
      CHECK(encoder->encode(picture.view(), options).error().code == ErrorCode::invalid_argument);
    }
  }
}
