#include "codecs/bmp/bmp_encoder.hpp"

#include <doctest/doctest.h>

#include "codecs/bmp/bmp_decoder.hpp"
#include "tests/codecs/support/pictures.hpp"

using namespace tbbimg;

TEST_CASE("bmp encoder: what it writes comes back, with its profile") {
  for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::rgb8, PixelFormat::rgba8}) {
    for (const Size size : {Size{1, 1}, Size{2, 7}, Size{3, 5}, Size{130, 40}}) {
      for (const bool has_profile : {false, true}) {
        EncodeOptions options;
        if (has_profile) {
          options.metadata = test::metadata_with(test::make_icc_profile(is_gray(format) ? "GRAY" : "RGB "));
        }
        const Image picture = test::make_picture(size, format);
        const Buffer file = BmpEncoder().encode(picture.view(), options).value();
        CHECK(file.size() == BmpEncoder().scratch_bytes(picture.shape(), options));
        const auto decoded = BmpDecoder().decode(file.bytes(), {});
        REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
        CAPTURE(format);
        CAPTURE(size);
        CHECK(test::same_pixels(decoded->image.view(), picture.view()));
        CHECK((decoded->metadata.icc_profile != nullptr) == has_profile);
      }
    }
  }
}

TEST_CASE("bmp encoder: more than 4 GiB are refused, and a stop is seen") {
  const Image picture = test::make_picture({60'000, 1});
  ConstImageView tall = picture.view();
  tall.stride = 0;
  tall.height = 60'000;
  const auto error = BmpEncoder().encode(tall, {}).error();
  CHECK(error.code == ErrorCode::limit_exceeded);
  CHECK(error.kind == ErrorKind::format_too_small);
  std::stop_source source;
  source.request_stop();
  EncodeOptions options;
  options.stop = source.get_token();
  CHECK(BmpEncoder().encode(picture.view(), options).error().code == ErrorCode::cancelled);
}
