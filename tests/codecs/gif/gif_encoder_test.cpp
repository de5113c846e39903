#include "codecs/gif/gif_encoder.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstring>

#include "codecs/gif/gif_decoder.hpp"
#include "tests/codecs/support/pictures.hpp"

using namespace tbbimg;

namespace {

const GifEncoder kGifEncoder;
const GifDecoder kGifReadBack;

using GifPixel = std::array<std::uint8_t, 4>;

GifPixel gif_pixel(ConstImageView image, int x, int y) {
  const int count = channels(image.format);
  const std::uint8_t* const pixel = image.row(y) + x * count;
  const std::uint8_t alpha = has_alpha(image.format) ? pixel[count - 1] : std::uint8_t{255};
  if (alpha == 0) return {};
  return is_gray(image.format) ? GifPixel{pixel[0], pixel[0], pixel[0], alpha}
                               : GifPixel{pixel[0], pixel[1], pixel[2], alpha};
}

// Of exactly so many colours, in no order.
Image picture_of_colors(Size size, PixelFormat format, int colors) {
  Image image = Image::create({size, format}).value();
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      std::uint8_t* const pixel = image.view().row(y) + x * channels(format);
      const int color = (x * x * 7 + y * 13 + x * y) % colors;
      for (int c = 0; c < channels(format); ++c) pixel[c] = static_cast<std::uint8_t>(c == 1 ? 255 - color : color);
      if (has_alpha(format)) pixel[channels(format) - 1] = color == 0 ? 0 : 255;
    }
  }
  return image;
}

void check_comes_back(const Image& picture, const EncoderSettings& settings = {}) {
  EncodeOptions options;
  options.settings = settings;
  const Buffer file = kGifEncoder.encode(picture.view(), options).value();
  const auto decoded = kGifReadBack.decode(file.bytes(), {});
  REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
  CHECK(decoded->warnings.empty());
  REQUIRE(decoded->image.shape().size == picture.shape().size);
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x) {
      CAPTURE(x);
      CAPTURE(y);
      REQUIRE(gif_pixel(decoded->image.view(), x, y) == gif_pixel(picture.view(), x, y));
    }
  }
}

}  // namespace

TEST_CASE("gif encoder: pictures of up to 256 colours come back exactly") {
  for (const PixelFormat format :
       {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8, PixelFormat::rgba8}) {
    for (const int colors : {1, 2, 3, 4, 5, 16, 17, 128, 129, 256}) {
      for (const Size size : {Size{1, 1}, Size{3, 5}, Size{257, 40}, Size{640, 480}}) {
        CAPTURE(format);
        CAPTURE(colors);
        CAPTURE(size);
        check_comes_back(picture_of_colors(size, format, colors));
      }
    }
  }
}

TEST_CASE("gif encoder: one colour for long, and none twice") {
  // Strings as long as codes can tell, and codes that run out at once.
  Image flat = Image::create({{4000, 400}, PixelFormat::gray8}).value();
  for (int y = 0; y < 400; ++y) std::memset(flat.view().row(y), 7, 4000);
  check_comes_back(flat);
  CHECK(kGifEncoder.encode(flat.view(), {}).value().size() < 6000);
  Image noise = Image::create({{500, 500}, PixelFormat::gray8}).value();
  std::uint32_t state = 1;
  for (int y = 0; y < 500; ++y) {
    for (int x = 0; x < 500; ++x) {
      state = state * 1664525U + 1013904223U;
      noise.view().row(y)[x] = static_cast<std::uint8_t>(state >> 24U);
    }
  }
  check_comes_back(noise);
}

TEST_CASE("gif encoder: photographs come near, and alpha is all or nothing") {
  const Image photo = test::make_picture({200, 150});
  const auto decoded = kGifReadBack.decode(kGifEncoder.encode(photo.view(), {}).value().bytes(), {}).value();
  CHECK(test::psnr(decoded.image.view(), photo.view()) > 30);
  EncodeOptions few;
  few.settings = {{"colors", 8}, {"dither", 0}};
  const Buffer small = kGifEncoder.encode(photo.view(), few).value();
  CHECK(small.size() < kGifEncoder.encode(photo.view(), {}).value().size() / 3);

  Image faded = test::make_picture({64, 4}, PixelFormat::rgba8);
  for (int y = 0; y < 4; ++y) {
    for (int x = 0; x < 64; ++x) faded.view().row(y)[4 * x + 3] = static_cast<std::uint8_t>(4 * x);
  }
  const auto cut = kGifReadBack.decode(kGifEncoder.encode(faded.view(), {}).value().bytes(), {}).value();
  REQUIRE(cut.image.format() == PixelFormat::rgba8);
  for (int x = 0; x < 64; ++x) CHECK(int{cut.image.view().row(1)[4 * x + 3]} == (4 * x < 128 ? 0 : 255));
}

TEST_CASE("gif encoder: stops when asked to") {
  std::stop_source source;
  source.request_stop();
  EncodeOptions options;
  options.stop = source.get_token();
  CHECK(kGifEncoder.encode(test::make_picture({50, 50}).view(), options).error().code == ErrorCode::cancelled);
}
