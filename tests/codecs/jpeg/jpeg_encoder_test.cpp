#include "codecs/jpeg/jpeg_encoder.hpp"

#include <doctest/doctest.h>

#include "codecs/jpeg/jpeg_decoder.hpp"
#include "tests/codecs/support/pictures.hpp"

using namespace tbbimg;

namespace {

const JpegEncoder kEncoder;
const JpegDecoder kDecoder;

Buffer encode(ConstImageView image, int quality = 80, Metadata metadata = {}) {
  EncodeOptions options;
  options.quality = quality;
  options.metadata = std::move(metadata);
  auto file = kEncoder.encode(image, options);
  REQUIRE_MESSAGE(file.has_value(), file.error().message.text());
  return *std::move(file);
}

}  // namespace

TEST_CASE("jpeg encoder: what it writes decodes to nearly the same") {
  for (const Size size : {Size{1, 1}, Size{8, 8}, Size{9, 17}, Size{300, 200}}) {
    for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::rgb8}) {
      const Image picture = test::make_picture(size, format);
      const Buffer file = encode(picture.view(), 95);
      const auto decoded = kDecoder.decode(file.bytes(), {}).value();
      CAPTURE(size);
      CAPTURE(format);
      CHECK(test::psnr(decoded.image.view(), picture.view()) > 33);
    }
  }
}

TEST_CASE("jpeg encoder: quality governs size and chroma subsampling") {
  const Image picture = test::make_picture({200, 200});
  std::size_t previous = 0;
  for (const int quality : {1, 30, 60, 80, 89, 90, 95, 100}) {
    const Buffer file = encode(picture.view(), quality);
    CAPTURE(quality);
    CHECK(file.size() > previous);
    previous = file.size();
    const ImageInfo info = kDecoder.probe(file.bytes()).value();
    CHECK(info.model == ColorModel::ycbcr);
    CHECK(info.chroma_subsampling == (quality < 90 ? Size{2, 2} : Size{1, 1}));
    CHECK_FALSE(info.progressive);
  }
}

TEST_CASE("jpeg encoder: the same pixels give the same bytes, at any address and stride") {
  const Image picture = test::make_picture({61, 47});
  const Buffer file = encode(picture.view());
  CHECK(test::to_bytes(encode(picture.view()).bytes()) == test::to_bytes(file.bytes()));
  // The same rows, upside down and read from the bottom up.
  Image flipped = Image::create(picture.shape()).value();
  for (int y = 0; y < 47; ++y) {
    std::copy_n(picture.view().row(y), picture.view().row_bytes(), flipped.view().row(46 - y));
  }
  ConstImageView upwards = flipped.view();
  upwards.data = flipped.view().row(46);
  upwards.stride = -upwards.stride;
  CHECK(test::to_bytes(encode(upwards).bytes()) == test::to_bytes(file.bytes()));
}

TEST_CASE("jpeg encoder: embeds a colour profile that fits") {
  const Image picture = test::make_picture({20, 20});
  const Metadata rgb = test::metadata_with(test::make_icc_profile("RGB ", 100'000));
  const auto decoded = kDecoder.decode(encode(picture.view(), 80, rgb).bytes(), {}).value();
  REQUIRE(decoded.metadata.icc_profile != nullptr);
  CHECK(*decoded.metadata.icc_profile == *rgb.icc_profile);
  const Image gray = test::make_picture({20, 20}, PixelFormat::gray8);
  CHECK(kDecoder.probe(encode(gray.view(), 80, rgb).bytes()).value().icc_profile_bytes == 0);
  // More than 255 segments hold.
  const Metadata huge = test::metadata_with(test::make_icc_profile("RGB ", 17'000'000));
  CHECK(encode(picture.view(), 80, huge).size() < 100'000);
}

TEST_CASE("jpeg encoder: output that outgrows the first guess is whole") {
  Image noise = Image::create({{500, 400}, PixelFormat::rgb8}).value();
  std::uint32_t state = 1;
  for (int y = 0; y < 400; ++y) {
    for (std::size_t i = 0; i < noise.view().row_bytes(); ++i) {
      state = state * 1664525U + 1013904223U;
      noise.view().row(y)[i] = static_cast<std::uint8_t>(state >> 24U);
    }
  }
  const Buffer file = encode(noise.view(), 100);
  CHECK(file.size() > 500 * 400);
  CHECK(test::psnr(kDecoder.decode(file.bytes(), {}).value().image.view(), noise.view()) > 35);
}

TEST_CASE("jpeg encoder: stops when asked to") {
  std::stop_source source;
  source.request_stop();
  EncodeOptions options;
  options.stop = source.get_token();
  CHECK(kEncoder.encode(test::make_picture({50, 50}).view(), options).error().code == ErrorCode::cancelled);
}
