// QOI in and out.
#include <doctest/doctest.h>

#include <cstring>

#include "codecs/qoi/qoi_decoder.hpp"
#include "codecs/qoi/qoi_encoder.hpp"
#include "tests/codecs/support/pictures.hpp"

using namespace tbbimg;
using test::Bytes;

namespace {

const QoiDecoder kQoi;
const QoiEncoder kQoiEncoder;

// A file of one row, around codes.
Bytes qoi_file(int width, int channels, const Bytes& codes) {
  Bytes file = {
      'q', 'o', 'i', 'f', 0, 0, 0, static_cast<std::uint8_t>(width), 0, 0, 0, 1, static_cast<std::uint8_t>(channels),
      0};
  file.insert(file.end(), codes.begin(), codes.end());
  file.insert(file.end(), {0, 0, 0, 0, 0, 0, 0, 1});
  return file;
}

Bytes qoi_pixels(const Bytes& file) {
  const auto decoded = kQoi.decode(file, {});
  REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
  const ConstImageView view = decoded->image.view();
  return {view.row(0), view.row(0) + view.row_bytes()};
}

Image qoi_image(Size size, PixelFormat format, int kind) {
  Image image = test::make_picture(size, format);
  std::uint32_t state = 7;
  for (int y = 0; y < size.height; ++y) {
    std::uint8_t* const row = image.view().row(y);
    for (std::size_t i = 0; i < image.view().row_bytes(); ++i) {
      state = state * 1664525U + 1013904223U;
      if (kind == 1) row[i] = static_cast<std::uint8_t>(state >> 24U);        // noise
      if (kind == 2) row[i] = static_cast<std::uint8_t>(y / 4 * 60);          // long runs
      if (kind == 3) row[i] = static_cast<std::uint8_t>((state >> 30U) * 3);  // few colours
    }
  }
  return image;
}

}  // namespace

TEST_CASE("qoi decoder: each code, as the specification has it") {
  // A run of the first pixel, which is opaque black; RGB; a difference that wraps; luma; an index; RGBA.
  CHECK(qoi_pixels(qoi_file(7, 4,
                            {0xC1,                                        //
                             0xFE, 10, 20, 30,                            //
                             0x40 | 0 << 4 | 3 << 2 | 1,                  //
                             0x80 | 42, 0x0F,                             //
                             (10 * 3 + 20 * 5 + 30 * 7 + 255 * 11) % 64,  //
                             0xFF, 1, 2, 3, 4})) == Bytes{0,  0,   0,  255, 0,  0,   0,  255, 10, 20,  30, 255, 8, 21,
                                                          29, 255, 10, 31,  46, 255, 10, 20,  30, 255, 1,  2,   3, 4});
  CHECK(qoi_pixels(qoi_file(1, 3, {0x40})) == Bytes{254, 254, 254});
  CHECK(qoi_pixels(qoi_file(1, 3, {0xFF, 1, 2, 3, 0})) == Bytes{1, 2, 3});
  // An index that nobody has set is transparent black.
  CHECK(qoi_pixels(qoi_file(1, 4, {0x05})) == Bytes{0, 0, 0, 0});
}

TEST_CASE("qoi decoder: what does not hold together fails") {
  const auto error_of = [](const Bytes& file) { return kQoi.decode(file, {}).error().code; };
  CHECK(error_of(qoi_file(1, 3, {0xC1})) == ErrorCode::corrupt_data);  // a run of two
  CHECK(error_of(qoi_file(1, 3, {0x40, 0x40})) == ErrorCode::corrupt_data);
  CHECK(error_of(qoi_file(1, 5, {0x40})) == ErrorCode::corrupt_data);
  Bytes space = qoi_file(1, 3, {0x40});
  space[13] = 2;
  CHECK(error_of(space) == ErrorCode::corrupt_data);
  Bytes huge = qoi_file(1, 3, {0x40});
  std::fill(huge.begin() + 4, huge.begin() + 12, std::uint8_t{0xFF});
  CHECK(error_of(huge) == ErrorCode::limit_exceeded);
  Bytes longer = qoi_file(1, 3, {0x40});
  longer.push_back(9);
  CHECK(kQoi.decode(longer, {})->warnings == std::vector{DecodeWarning{DecodeWarningKind::surplus_data}});
  const Bytes file = qoi_file(4, 4, {0xC0, 0xFE, 1, 2, 3, 0x80, 0x11, 0xFF, 1, 2, 3, 4});
  REQUIRE(kQoi.decode(file, {}).has_value());
  for (std::size_t length = 0; length < file.size(); ++length) {
    CAPTURE(length);
    REQUIRE(error_of(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length))) ==
            ErrorCode::corrupt_data);
  }
}

TEST_CASE("qoi encoder: what it writes comes back, and is never longer than the codes for pixels without likeness") {
  for (const PixelFormat format : {PixelFormat::rgb8, PixelFormat::rgba8}) {
    for (const Size size : {Size{1, 1}, Size{63, 1}, Size{62, 2}, Size{200, 150}}) {
      for (const int kind : {0, 1, 2, 3}) {
        const Image picture = qoi_image(size, format, kind);
        const Buffer file = kQoiEncoder.encode(picture.view(), {}).value();
        const auto decoded = kQoi.decode(file.bytes(), {});
        REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
        CAPTURE(format);
        CAPTURE(size);
        CAPTURE(kind);
        CHECK(decoded->warnings.empty());
        CHECK(test::same_pixels(decoded->image.view(), picture.view()));
        CHECK(file.size() <= size.pixels() * (static_cast<std::size_t>(channels(format)) + 1) + 22);
        if (kind == 2 && size.width == 200) CHECK(file.size() < 700);
      }
    }
  }
  std::stop_source source;
  source.request_stop();
  EncodeOptions stopped;
  stopped.stop = source.get_token();
  CHECK(kQoiEncoder.encode(test::make_picture({5, 5}).view(), stopped).error().code == ErrorCode::cancelled);
}
