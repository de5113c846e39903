// What every encoder says about its own options is true.
#include <doctest/doctest.h>

#include <set>
#include <string>

#include "codecs/registry.hpp"
#include "tests/codecs/support/encoder_options.hpp"
#include "tests/codecs/support/pictures.hpp"

using namespace tbbimg;

namespace {

const CodecRegistry kCodecs = CodecRegistry::with_builtin_codecs();

Image picture_for(const Encoder& encoder) {
  return test::make_picture({160, 120}, encoder.accepts(PixelFormat::rgba8) ? PixelFormat::rgba8 : PixelFormat::rgb8);
}

test::Bytes encoded(const Encoder& encoder, const Image& picture, const EncoderSettings& settings, int quality = 60) {
  EncodeOptions options;
  options.quality = quality;
  options.settings = settings;
  return test::to_bytes(encoder.encode(picture.view(), options).value().bytes());
}

Image decoded(const test::Bytes& file) { return kCodecs.find_decoder(file)->decode(file, {}).value().image; }

}  // namespace

TEST_CASE("encoder options: each changes the file, and its default is what is done without it") {
  for (const auto& encoder : kCodecs.encoders()) {
    const Image picture = picture_for(*encoder);
    const test::Bytes plain = encoded(*encoder, picture, {});
    for (const EncoderOption& option : encoder->options()) {
      const std::string name(option.name);
      CAPTURE(encoder->name());
      CAPTURE(name);
      std::set<test::Bytes> files;
      for (const int value : test::values_of(option)) {
        const test::Bytes file = encoded(*encoder, picture, {{name, value}});
        CHECK(decoded(file).shape().size == picture.shape().size);
        files.insert(file);
        if (value == option.default_value) CHECK(file == plain);
      }
      const bool is_of_repack = encoder->repacks("jpeg", {{name, 1}});  // which makes no file of pixels
      CHECK((files.size() > 1) != is_of_repack);
    }
  }
}

TEST_CASE("encoder options: what is unknown or out of range is refused") {
  for (const auto& encoder : kCodecs.encoders()) {
    const Image picture = picture_for(*encoder);
    const auto code_of = [&](const EncoderSettings& settings) {
      EncodeOptions options;
      options.settings = settings;
      const auto file = encoder->encode(picture.view(), options);
      return file ? ErrorCode{} : file.error().code;
    };
    CAPTURE(encoder->name());
    CHECK(code_of({{"nonsense", 1}}) == ErrorCode::invalid_argument);
    for (const EncoderOption& option : encoder->options()) {
      CAPTURE(option.name);
      CHECK(code_of({{std::string(option.name), -1}}) == ErrorCode::invalid_argument);
      CHECK(code_of({{std::string(option.name), 1000}}) == ErrorCode::invalid_argument);
    }
  }
}

TEST_CASE("encoder options: lossless is what it says") {
  for (const auto& encoder : kCodecs.encoders()) {
    const Image picture = test::make_picture({61, 47});
    for (const EncoderSettings& settings : {EncoderSettings{}, EncoderSettings{{"lossless", 1}}}) {
      const bool has_option = std::any_of(encoder->options().begin(), encoder->options().end(),
                                          [](const EncoderOption& option) { return option.name == "lossless"; });
      if (!settings.empty() && !has_option) continue;
      const Image back = decoded(encoded(*encoder, picture, settings));
      CAPTURE(encoder->name());
      CHECK(encoder->is_lossless(settings) == (test::psnr(back.view(), picture.view()) > 99));
    }
  }
}
