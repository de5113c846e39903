#include "codecs/webp/webp_decoder.hpp"

#include <doctest/doctest.h>

#include "tests/codecs/support/webp_writer.hpp"

using namespace tbbimg;
using test::Bytes;
using test::WebpOptions;
using test::write_webp;

namespace {

const WebpDecoder kDecoder;

WebpOptions lossless() {
  WebpOptions options;
  options.lossless = true;
  return options;
}

Image decode(const Bytes& file, Size at_least = {}) {
  DecodeOptions options;
  options.at_least = at_least;
  auto decoded = kDecoder.decode(file, options);
  REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
  return std::move(decoded->image);
}

}  // namespace

TEST_CASE("webp decoder: lossless files come back exactly") {
  for (const Size size : {Size{1, 1}, Size{7, 3}, Size{64, 65}, Size{500, 300}}) {
    for (const PixelFormat format : {PixelFormat::rgb8, PixelFormat::rgba8}) {
      Image picture = test::make_picture(size, format);
      if (has_alpha(format)) picture.view().row(0)[3] = 7;  // a picture of one opaque column has no alpha
      CAPTURE(size);
      CAPTURE(format);
      CHECK(test::same_pixels(decode(write_webp(picture.view(), lossless())).view(), picture.view()));
    }
  }
}

TEST_CASE("webp decoder: lossy files, with and without alpha") {
  for (const PixelFormat format : {PixelFormat::rgb8, PixelFormat::rgba8}) {
    const Image picture = test::make_picture({320, 200}, format);
    const Image image = decode(write_webp(picture.view()));
    CAPTURE(format);
    CHECK(test::psnr(image.view(), picture.view()) > 28);
    if (format != PixelFormat::rgba8) continue;
    for (int x = 0; x < 320; ++x) REQUIRE(int{image.view().row(9)[4 * x + 3]} == int{picture.view().row(9)[4 * x + 3]});
  }
}

TEST_CASE("webp decoder: probes what the header says") {
  const Image picture = test::make_picture({30, 20}, PixelFormat::rgba8);
  WebpOptions options;
  options.exif = test::make_exif(5);
  options.icc_profile = test::make_icc_profile("RGB ");
  const Bytes file = write_webp(picture.view(), options);
  const ImageInfo info = kDecoder.probe(file).value();
  CHECK(info.format == "webp");
  CHECK(info.stored_size == Size{30, 20});
  CHECK(info.pixel_format == PixelFormat::rgba8);
  CHECK(info.model == ColorModel::ycbcr);
  CHECK_FALSE(info.lossless);
  CHECK(info.exif.orientation == Orientation::transpose);
  CHECK(info.frames == 1);
  CHECK(info.icc_profile_bytes == options.icc_profile.size());
  CHECK(info.exif_bytes == options.exif.size());
  const auto decoded = kDecoder.decode(file, {}).value();
  REQUIRE(decoded.metadata.icc_profile != nullptr);
  CHECK(*decoded.metadata.icc_profile == options.icc_profile);

  const Bytes plain = write_webp(test::make_picture({100, 80}).view(), lossless());
  CHECK(kDecoder.probe(plain).value().lossless);
  CHECK(kDecoder.probe(std::span(plain).first(64)).value().stored_size == Size{100, 80});
}

TEST_CASE("webp decoder: scales while decoding, keeping proportions and at least the size asked for") {
  const Image picture = test::make_picture({600, 400});
  for (const Bytes& file : {write_webp(picture.view()), write_webp(picture.view(), lossless())}) {
    CHECK(decode(file, {1000, 1000}).shape().size == Size{600, 400});
    CHECK(decode(file, {400, 1}).shape().size == Size{600, 400});
    CHECK(decode(file, {201, 1}).shape().size == Size{600, 400});
    CHECK(decode(file, {200, 1}).shape().size == Size{200, 134});
    CHECK(decode(file, {150, 1}).shape().size == Size{150, 100});
    CHECK(decode(file, {1, 101}).shape().size == Size{152, 101});
    CHECK(decode(file, {0, 100}).shape().size == Size{150, 100});
    // Against averaging the full picture over its squares of 4 x 4.
    const Image full = decode(file);
    const Image scaled = decode(file, {150, 100});
    Image averaged = Image::create({{150, 100}, PixelFormat::rgb8}).value();
    for (int y = 0; y < 100; ++y) {
      for (int i = 0; i < 450; ++i) {
        int sum = 8;
        for (int j = 0; j < 16; ++j) sum += full.view().row(4 * y + j / 4)[(i / 3 * 4 + j % 4) * 3 + i % 3];
        averaged.view().row(y)[i] = static_cast<std::uint8_t>(sum / 16);
      }
    }
    CHECK(test::psnr(scaled.view(), averaged.view()) > 38);
  }
}

TEST_CASE("webp decoder: colours under transparent pixels do not bleed when shrinking") {
  Image picture = Image::create({{128, 128}, PixelFormat::rgba8}).value();
  for (int y = 0; y < 128; ++y) {
    for (int x = 0; x < 128; ++x) {
      std::uint8_t* pixel = picture.view().row(y) + 4 * x;
      const bool visible = (x + y) % 2 == 0;
      pixel[0] = visible ? 200 : 0;
      pixel[1] = visible ? 200 : 255;
      pixel[2] = visible ? 200 : 0;
      pixel[3] = visible ? 255 : 0;
    }
  }
  const Image image = decode(write_webp(picture.view(), lossless()), {32, 32});
  REQUIRE(image.shape().size == Size{32, 32});
  const std::uint8_t* pixel = image.view().row(16) + 4 * 16;
  for (int c = 0; c < 3; ++c) CHECK(std::abs(pixel[c] - 200) <= 3);
  CHECK(std::abs(pixel[3] - 128) <= 2);
  // Lossy ones are not shrunk, because libwebp would mix them.
  WebpOptions lossy;
  CHECK(decode(write_webp(picture.view(), lossy), {32, 32}).shape().size == Size{128, 128});
}

TEST_CASE("webp decoder: the first frame of an animation, on its canvas") {
  const Image first = test::make_picture({20, 10});
  // An animation may have one frame, and that may cover a part of the canvas.
  for (const int frames : {1, 2}) {
    const Bytes file = test::write_webp_animation({64, 48}, first.view(), 6, 4, frames);
    const ImageInfo info = kDecoder.probe(file).value();
    CHECK(info.frames == frames);
    CHECK(info.stored_size == Size{64, 48});
    CHECK(info.pixel_format == PixelFormat::rgba8);
    CHECK(info.lossless);
    CHECK(info.animated);
    for (const Size at_least : {Size{0, 0}, Size{1, 1}}) {
      const Image image = decode(file, at_least);
      REQUIRE(image.shape() == ImageShape{{64, 48}, PixelFormat::rgba8});
      for (int y = 0; y < 48; ++y) {
        for (int x = 0; x < 64; ++x) {
          const std::uint8_t* pixel = image.view().row(y) + 4 * x;
          const bool covered = x >= 6 && x < 26 && y >= 4 && y < 14;
          CAPTURE(x);
          CAPTURE(y);
          REQUIRE(int{pixel[3]} == (covered ? 255 : 0));
          if (covered) REQUIRE(int{pixel[1]} == int{first.view().row(y - 4)[3 * (x - 6) + 1]});
        }
      }
    }
  }
}

TEST_CASE("webp decoder: a file cut at any byte fails") {
  const Image picture = test::make_picture({24, 18}, PixelFormat::rgba8);
  WebpOptions with_chunks;
  with_chunks.exif = test::make_exif(3);
  for (const Bytes& file : {write_webp(test::make_picture({24, 18}).view()), write_webp(picture.view()),
                            write_webp(picture.view(), lossless()), write_webp(picture.view(), with_chunks),
                            test::write_webp_animation({32, 32}, picture.view(), 0, 0)}) {
    REQUIRE(kDecoder.decode(file, {}).has_value());
    for (std::size_t length = 0; length < file.size(); ++length) {
      const Bytes part(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
      CAPTURE(length);
      const auto decoded = kDecoder.decode(part, {});
      REQUIRE_FALSE(decoded.has_value());
      REQUIRE(decoded.error().code == ErrorCode::corrupt_data);
    }
  }
}

TEST_CASE("webp decoder: pixel data that ends within a well-formed chunk fails") {
  const Bytes file = write_webp(test::make_picture({200, 150}).view());
  const std::size_t half = file.size() / 2 & ~std::size_t{1};
  Bytes part(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(half));
  const auto put = [&part](std::size_t at, std::size_t value) {
    for (std::size_t i = 0; i < 4; ++i) part[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
  };
  put(4, half - 8);
  put(16, half - 20);
  const auto decoded = kDecoder.decode(part, {});
  REQUIRE_FALSE(decoded.has_value());
  CHECK(decoded.error().code == ErrorCode::corrupt_data);
}

TEST_CASE("webp decoder: limits hold before anything is allocated") {
  const Bytes file = write_webp(test::make_picture({40, 20}).view());
  const auto error_with = [&file](Limits limits) { return kDecoder.decode(file, {{}, limits, {}, {}}).error().code; };
  Limits limits;
  limits.max_pixels = 799;
  CHECK(error_with(limits) == ErrorCode::limit_exceeded);
  limits = {};
  limits.max_side = 39;
  CHECK(error_with(limits) == ErrorCode::limit_exceeded);
  limits = {};
  limits.max_decoded_bytes = 2399;
  CHECK(error_with(limits) == ErrorCode::limit_exceeded);
  limits = {};
  limits.max_file_bytes = 50;
  CHECK(error_with(limits) == ErrorCode::limit_exceeded);
}

TEST_CASE("webp decoder: stops when asked to") {
  std::stop_source source;
  source.request_stop();
  DecodeOptions options;
  options.stop = source.get_token();
  CHECK(kDecoder.decode(write_webp(test::make_picture({50, 50}).view()), options).error().code == ErrorCode::cancelled);
}
