#include "codecs/webp/webp_encoder.hpp"

#include <doctest/doctest.h>

#include "codecs/webp/webp_decoder.hpp"
#include "tests/codecs/support/pictures.hpp"

using namespace tbbimg;

namespace {

const WebpEncoder kEncoder;
const WebpDecoder kDecoder;

}  // namespace

TEST_CASE("webp encoder: what it writes decodes to nearly the same, and always to the same bytes") {
  for (const Size size : {Size{1, 1}, Size{17, 9}, Size{300, 200}}) {
    for (const PixelFormat format : {PixelFormat::rgb8, PixelFormat::rgba8}) {
      const Image picture = test::make_picture(size, format);
      EncodeOptions options;
      options.quality = 95;
      const Buffer file = kEncoder.encode(picture.view(), options).value();
      CHECK(test::to_bytes(kEncoder.encode(picture.view(), options).value().bytes()) == test::to_bytes(file.bytes()));
      const auto decoded = kDecoder.decode(file.bytes(), {}).value();
      CAPTURE(size);
      CAPTURE(format);
      CHECK(decoded.image.shape().size == size);
      if (decoded.image.format() == format && format == PixelFormat::rgb8) {
        CHECK(test::psnr(decoded.image.view(), picture.view()) > 28);
      }
    }
  }
}

TEST_CASE("webp encoder: quality governs size") {
  const Image picture = test::make_picture({200, 200});
  std::size_t previous = 0;
  for (const int quality : {1, 30, 60, 80, 95, 100}) {
    EncodeOptions options;
    options.quality = quality;
    const Buffer file = kEncoder.encode(picture.view(), options).value();
    CAPTURE(quality);
    CHECK(file.size() > previous);
    previous = file.size();
  }
}

TEST_CASE("webp encoder: rows may lie upside down") {
  const Image picture = test::make_picture({40, 30});
  Image flipped = Image::create(picture.shape()).value();
  for (int y = 0; y < 30; ++y) {
    std::copy_n(picture.view().row(y), picture.view().row_bytes(), flipped.view().row(29 - y));
  }
  ConstImageView upwards = flipped.view();
  upwards.data = flipped.view().row(29);
  upwards.stride = -upwards.stride;
  CHECK(test::to_bytes(kEncoder.encode(upwards, {}).value().bytes()) ==
        test::to_bytes(kEncoder.encode(picture.view(), {}).value().bytes()));
}

TEST_CASE("webp encoder: embeds a colour profile that fits, with and without alpha") {
  for (const PixelFormat format : {PixelFormat::rgb8, PixelFormat::rgba8}) {
    for (const std::size_t bytes : {std::size_t{1000}, std::size_t{1001}}) {
      const Image picture = test::make_picture({21, 20}, format);
      test::Bytes profile = test::make_icc_profile("RGB ", bytes);
      profile.resize(bytes, 9);
      EncodeOptions options;
      const Buffer plain = kEncoder.encode(picture.view(), options).value();
      options.metadata = test::metadata_with(profile);
      const Buffer file = kEncoder.encode(picture.view(), options).value();
      CAPTURE(format);
      CAPTURE(bytes);
      const auto decoded = kDecoder.decode(file.bytes(), {}).value();
      REQUIRE(decoded.metadata.icc_profile != nullptr);
      CHECK(*decoded.metadata.icc_profile == profile);
      CHECK(test::same_pixels(decoded.image.view(), kDecoder.decode(plain.bytes(), {}).value().image.view()));
      options.metadata = test::metadata_with(test::make_icc_profile("GRAY"));
      CHECK(kDecoder.probe(kEncoder.encode(picture.view(), options).value().bytes()).value().icc_profile_bytes == 0);
    }
  }
}

TEST_CASE("webp encoder: stops when asked to") {
  std::stop_source source;
  source.request_stop();
  EncodeOptions options;
  options.stop = source.get_token();
  CHECK(kEncoder.encode(test::make_picture({50, 50}).view(), options).error().code == ErrorCode::cancelled);
}
