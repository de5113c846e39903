#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "codecs/registry.hpp"
#include "kernels/core/validate.hpp"

namespace tbbimg {
namespace {

using std::chrono::milliseconds;

const Encoder& encoder_named(const std::string& name) {
  static const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  return *codecs.find_encoder(name);
}

const Decoder& decoder_named(const std::string& name) {
  static const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  return *codecs.find_decoder_by_name(name);
}

struct Moment {
  Image pixels;
  milliseconds duration{0};
};

// What alpha hides has no colour of its own in any of the formats.
void paint(ImageView image, int x, int y, std::uint32_t color, bool is_seen) {
  std::uint8_t* pixel = image.row(y) + x * bytes_per_pixel(image.format);
  for (int i = 0; i < channels(image.format); ++i) {
    const bool is_alpha = has_alpha(image.format) && i == channels(image.format) - 1;
    const auto value = static_cast<std::uint8_t>(is_alpha ? 255 : color >> (8 * i));
    pixel[i] = is_seen ? value : std::uint8_t{0};
  }
}

// Boxes of few colours that come, stay and go on a canvas that keeps what they do not touch.
std::vector<Moment> boxes(const ImageShape& shape, int count, unsigned seed) {
  std::vector<Moment> moments;
  std::uint32_t state = seed * 2654435761U + 1;
  const auto random = [&state](std::uint32_t below) {
    state = state * 1664525U + 1013904223U;
    return (state >> 8U) % below;
  };
  Image canvas = *Image::create(shape);
  for (int y = 0; y < shape.size.height; ++y) std::memset(canvas.view().row(y), 0, canvas.view().row_bytes());
  for (int i = 0; i < count; ++i) {
    const int left = static_cast<int>(random(static_cast<std::uint32_t>(shape.size.width)));
    const int top = static_cast<int>(random(static_cast<std::uint32_t>(shape.size.height)));
    const bool is_seen = !has_alpha(shape.format) || random(3) > 0;
    const std::uint32_t color = random(1U << 24U);
    const bool is_noise = random(4) == 0;
    const bool stays = i > 0 && random(5) == 0;
    for (int y = top; y < shape.size.height && !stays; ++y) {
      for (int x = left; x < shape.size.width; ++x) {
        paint(canvas.view(), x, y, is_noise ? color + 0x010307U * random(16) : color, is_seen);
      }
    }
    moments.push_back({*std::as_const(canvas).clone(), milliseconds(10 * random(30))});
  }
  return moments;
}

Result<Buffer> write(const std::string& format, const std::vector<Moment>& moments, int loops, int rows_at_once,
                     const EncoderSettings& settings = {}) {
  EncodeOptions options;
  options.settings = settings;
  TBBIMG_ASSIGN_OR_RETURN(const auto writer,
                          encoder_named(format).open(moments.front().pixels.shape(), loops, options));
  for (const Moment& moment : moments) {
    TBBIMG_RETURN_IF_ERROR(writer->begin_frame({moment.duration}));
    const ConstImageView pixels = moment.pixels.view();
    for (int y = 0; y < pixels.height; y += rows_at_once) {
      TBBIMG_RETURN_IF_ERROR(
          writer->write_rows(pixels.crop(0, y, {pixels.width, std::min(rows_at_once, pixels.height - y)})));
    }
  }
  return writer->finish();
}

// Gray, where a decoder finds no colours, as the format that was written.
std::vector<int> channels_of(ConstImageView image, int x, int y) {
  const std::uint8_t* pixel = image.row(y) + x * bytes_per_pixel(image.format);
  const int step = is_gray(image.format) ? 0 : 1;
  const int alpha = has_alpha(image.format) ? pixel[channels(image.format) - 1] : 255;
  if (alpha == 0) return {0, 0, 0, 0};
  return {pixel[0], pixel[step], pixel[2 * step], alpha};
}

bool same_pixels(ConstImageView a, ConstImageView b) {
  for (int y = 0; y < a.height; ++y) {
    for (int x = 0; x < a.width; ++x) {
      if (channels_of(a, x, y) != channels_of(b, x, y)) return false;
    }
  }
  return a.size() == b.size();
}

void check_comes_back(const std::string& format, const Buffer& file, const std::vector<Moment>& moments, int loops) {
  const auto reader = decoder_named(format).open(file.bytes(), {});
  REQUIRE(reader);
  CHECK((*reader)->info().animated);
  CHECK((*reader)->info().frames == static_cast<int>(moments.size()));
  CHECK((*reader)->info().loops == loops);
  for (std::size_t i = 0; i < moments.size(); ++i) {
    const auto frame = (*reader)->next_frame();
    REQUIRE(frame);
    REQUIRE(*frame);
    CAPTURE(i);
    CHECK((*frame)->duration == moments[i].duration);
    Image pixels = *Image::create((*reader)->shape());
    REQUIRE((*reader)->read_rows(pixels.view()));
    CHECK(same_pixels(std::as_const(pixels).view(), moments[i].pixels.view()));
  }
  const auto end = (*reader)->next_frame();
  REQUIRE(end);
  CHECK_FALSE(*end);
  CHECK((*reader)->finish());
}

const EncoderSettings& lossless_settings(const std::string& format) {
  static const EncoderSettings kNone;
  static const EncoderSettings kLossless = {{"lossless", 1}};
  return format == "webp" ? kLossless : kNone;
}

}  // namespace

TEST_CASE("animations: every frame, delay and loop comes back from every format that holds them") {
  for (const std::string format : {"gif", "png", "webp"}) {
    for (const PixelFormat pixels : {PixelFormat::rgba8, PixelFormat::rgb8}) {
      for (unsigned seed = 1; seed <= 40; ++seed) {
        CAPTURE(format);
        CAPTURE(to_string(pixels));
        CAPTURE(seed);
        const ImageShape shape{{3 + static_cast<int>(seed % 17), 2 + static_cast<int>(seed % 11)}, pixels};
        const auto moments = boxes(shape, 2 + static_cast<int>(seed % 9), seed);
        const int loops = static_cast<int>(seed % 4);
        const auto file = write(format, moments, loops, 1 + static_cast<int>(seed % 20), lossless_settings(format));
        REQUIRE(file);
        check_comes_back(format, *file, moments, loops);
      }
    }
  }
}

TEST_CASE("animations: what a frame leaves as it was is not stored again") {
  for (const std::string format : {"gif", "png", "webp"}) {
    auto moments = boxes({{64, 64}, PixelFormat::rgb8}, 1, 7);
    for (int y = 0; y < 64; ++y) {
      for (int x = 0; x < 64; ++x) paint(moments[0].pixels.view(), x, y, static_cast<std::uint32_t>(x * y * 977), true);
    }
    const auto one = write(format, moments, 0, 64, lossless_settings(format));
    for (int i = 0; i < 9; ++i) {
      moments.push_back({*std::as_const(moments.back().pixels).clone(), milliseconds(20)});
      paint(moments.back().pixels.view(), i, i, 0xFF, true);
    }
    const auto ten = write(format, moments, 0, 64, lossless_settings(format));
    REQUIRE(one);
    REQUIRE(ten);
    CAPTURE(format);
    CHECK(ten->size() < one->size() + 10 * 150);
  }
}

TEST_CASE("animations: a frame of 256 colours on another keeps them all") {
  std::vector<Moment> moments;
  for (int i = 0; i < 3; ++i) {
    Image image = *Image::create({{16, 17}, PixelFormat::rgb8});
    for (int y = 0; y < 17; ++y) {
      for (int x = 0; x < 16; ++x) {
        const bool is_changed = y < 16;
        paint(image.view(), x, y, is_changed ? static_cast<std::uint32_t>(16 * y + x + 4096 * i) : 0U, true);
      }
    }
    moments.push_back({std::move(image), milliseconds(100)});
  }
  const auto file = write("gif", moments, 0, 17);
  REQUIRE(file);
  check_comes_back("gif", *file, moments, 0);
}

TEST_CASE("animations: times that a GIF cannot store are rounded so that the whole lasts as long") {
  std::vector<Moment> moments = boxes({{4, 4}, PixelFormat::rgb8}, 30, 3);
  for (Moment& moment : moments) moment.duration = milliseconds(33);
  const auto file = write("gif", moments, 0, 4);
  REQUIRE(file);
  const auto reader = decoder_named("gif").open(file->bytes(), {});
  REQUIRE(reader);
  milliseconds whole{0};
  for (std::size_t i = 0; i < moments.size(); ++i) whole += (*(*reader)->next_frame())->duration;
  CHECK(whole == milliseconds(990));
}

TEST_CASE("a writer takes whole frames only, and as many as its format holds") {
  const auto moments = boxes({{4, 4}, PixelFormat::rgb8}, 2, 1);
  const ImageShape shape = moments[0].pixels.shape();
  const auto missing = encoder_named("png").open(shape, 0, {});
  REQUIRE(missing);
  CHECK_FALSE((*missing)->finish());
  REQUIRE((*missing)->begin_frame({}));
  CHECK((*missing)->begin_frame({}).error().message.text() == "the frame lacks its last rows, 4 of them");
  const auto still = encoder_named("jpeg").open(shape, 0, {});
  REQUIRE(still);
  REQUIRE((*still)->begin_frame({}));
  REQUIRE((*still)->write_rows(moments[0].pixels.view()));
  CHECK((*still)->begin_frame({}).error().code == ErrorCode::invalid_argument);
  const auto narrow = moments[0].pixels.view().crop(0, 0, {2, 2});
  const auto other = encoder_named("gif").open(shape, 0, {});
  REQUIRE(other);
  REQUIRE((*other)->begin_frame({}));
  CHECK((*other)->write_rows(narrow).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("a still picture written by rows has the bytes of one written at once") {
  const auto moments = boxes({{40, 30}, PixelFormat::rgb8}, 1, 5);
  for (const std::string format : {"jpeg", "qoi", "bmp", "pnm"}) {
    const auto rows = write(format, moments, 0, 7);
    const auto once = encoder_named(format).encode(moments[0].pixels.view(), {});
    REQUIRE(rows);
    REQUIRE(once);
    CHECK(std::ranges::equal(rows->bytes(), once->bytes()));
  }
}

TEST_CASE("animated PNG: every prefix and every damaged byte is an error or a picture") {
  const auto moments = boxes({{9, 7}, PixelFormat::rgba8}, 4, 11);
  const auto file = write("png", moments, 2, 7);
  REQUIRE(file);
  const auto read_all = [](std::span<const std::uint8_t> bytes) -> Status {
    TBBIMG_ASSIGN_OR_RETURN(const auto reader, decoder_named("png").open(bytes, {}));
    while (true) {
      TBBIMG_ASSIGN_OR_RETURN(const auto frame, reader->next_frame());
      if (!frame) return reader->finish();
      Image pixels = *Image::create(reader->shape());
      TBBIMG_RETURN_IF_ERROR(reader->read_rows(pixels.view()));
    }
  };
  REQUIRE(read_all(file->bytes()));
  for (std::size_t length = 0; length < file->size(); ++length) {
    CAPTURE(length);
    CHECK_FALSE(read_all(file->bytes().first(length)));
    CHECK_FALSE(decoder_named("png").decode(file->bytes().first(length), {}));
  }
  std::vector<std::uint8_t> damaged(file->bytes().begin(), file->bytes().end());
  for (std::uint8_t& byte : damaged) {
    byte ^= 0x41;
    static_cast<void>(read_all(damaged));
    byte ^= 0x41;
  }
}

}  // namespace tbbimg
