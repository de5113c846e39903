#include "codecs/gif/gif_decoder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "tests/codecs/support/gif_writer.hpp"

using namespace tbbimg;
using test::Bytes;
using test::GifFrame;
using test::GifOptions;
using test::make_gif_frame;
using test::make_gif_palette;
using test::write_gif;

namespace {

const GifDecoder kGif;

Image decode_gif(const Bytes& file) {
  auto decoded = kGif.decode(file, {});
  REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
  REQUIRE(decoded->image.shape().format == kGif.probe(file).value().pixel_format);
  REQUIRE(decoded->image.shape().size == kGif.probe(file).value().stored_size);
  return std::move(decoded->image);
}

Error gif_error(const Bytes& file, const DecodeOptions& options = {}) {
  const auto decoded = kGif.decode(file, options);
  REQUIRE_FALSE(decoded.has_value());
  return decoded.error();
}

// The frame alone on its canvas, of transparency around it.
Image expected_gif(const GifFrame& frame, const Bytes& palette, const ImageShape& shape) {
  Image image = Image::create(shape).value();
  const int pixel_bytes = bytes_per_pixel(shape.format);
  for (int y = 0; y < shape.size.height; ++y) {
    for (int x = 0; x < shape.size.width; ++x) {
      std::uint8_t* pixel = image.view().row(y) + x * pixel_bytes;
      std::fill_n(pixel, pixel_bytes, std::uint8_t{0});
      const int column = x - frame.area.at.x;
      const int row = y - frame.area.at.y;
      if (column < 0 || row < 0 || column >= frame.area.size.width || row >= frame.area.size.height) continue;
      const int index = frame.indices[static_cast<std::size_t>(row * frame.area.size.width + column)];
      if (index == frame.transparent) continue;
      for (int c = 0; c < pixel_bytes; ++c) pixel[c] = c == 3 ? 255 : palette[static_cast<std::size_t>(3 * index + c)];
    }
  }
  return image;
}

}  // namespace

TEST_CASE("gif decoder: pixels come back exactly, whatever the palette, the order of rows and the codes") {
  for (const Size size : {Size{1, 1}, Size{7, 3}, Size{2, 9}, Size{300, 220}}) {
    for (const int colors : {2, 4, 16, 256}) {
      for (const bool interlaced : {false, true}) {
        for (const std::size_t clear_after : {std::size_t{3}, std::size_t{100}, std::size_t{1000000}}) {
          GifFrame frame = make_gif_frame({{0, 0}, size}, colors);
          frame.interlaced = interlaced;
          GifOptions options{.screen = size, .palette = make_gif_palette(colors)};
          options.clear_after = clear_after;
          options.block_bytes = clear_after == 100 ? 1 : 255;
          options.end_code = clear_after != 3;
          CAPTURE(size);
          CAPTURE(colors);
          CAPTURE(interlaced);
          CAPTURE(clear_after);
          const Image image = decode_gif(write_gif(options, frame));
          const Image expected = expected_gif(frame, options.palette, {size, PixelFormat::rgb8});
          REQUIRE(test::same_pixels(image.view(), expected.view()));
        }
      }
    }
  }
}

TEST_CASE("gif decoder: codes of more bits than the palette needs, and of one bit") {
  GifFrame frame = make_gif_frame({{0, 0}, {40, 9}}, 2);
  GifOptions options{.screen = {40, 9}, .palette = make_gif_palette(2)};
  for (const int bits : {2, 5, 8, 9, 11}) {
    options.code_bits = bits;
    CHECK(test::same_pixels(decode_gif(write_gif(options, frame)).view(),
                            expected_gif(frame, options.palette, {{40, 9}, PixelFormat::rgb8}).view()));
  }
  options.code_bits = 12;
  CHECK(gif_error(write_gif(options, frame)).kind == ErrorKind::damaged);
  // As giflib reads it: three bits from the second code on. Clear, 1, 0, 1, 1, end.
  const Bytes codes = {0x2C, 0, 0, 0, 0, 4, 0, 1, 0, 0, 1, 2, 0x86, 0x64, 0, 0x3B};
  Bytes file =
      write_gif({.screen = {4, 1}, .palette = options.palette, .end_mark = false}, std::span<const GifFrame>{});
  file.insert(file.end(), codes.begin(), codes.end());
  frame = {{{0, 0}, {4, 1}}, {1, 0, 1, 1}};
  CHECK(test::same_pixels(decode_gif(file).view(),
                          expected_gif(frame, options.palette, {{4, 1}, PixelFormat::rgb8}).view()));
  // Codes of 10 bits: clear, 300, end.
  const Bytes no_index = {0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 9, 4, 0x00, 0xB2, 0x14, 0x20, 0, 0x3B};
  file = write_gif({.screen = {1, 1}, .palette = options.palette, .end_mark = false}, std::span<const GifFrame>{});
  file.insert(file.end(), no_index.begin(), no_index.end());
  CHECK(gif_error(file).kind == ErrorKind::damaged);
}

TEST_CASE("gif decoder: pixels have no more channels than they need") {
  const Size size{31, 12};
  for (const bool gray : {false, true}) {
    const Bytes palette = make_gif_palette(8, gray);
    const GifOptions options{.screen = size, .palette = palette};
    GifFrame frame = make_gif_frame({{0, 0}, size}, 8);
    CHECK(decode_gif(write_gif(options, frame)).format() == (gray ? PixelFormat::gray8 : PixelFormat::rgb8));
    frame.transparent = 3;
    const Image image = decode_gif(write_gif(options, frame));
    CHECK(test::same_pixels(image.view(), expected_gif(frame, palette, {size, PixelFormat::rgba8}).view()));
  }
  // A palette of the frame's own counts instead of that of all frames.
  GifFrame frame = make_gif_frame({{0, 0}, size}, 4);
  frame.palette = make_gif_palette(4, true);
  const GifOptions options{.screen = size, .palette = make_gif_palette(8)};
  CHECK(test::same_pixels(decode_gif(write_gif(options, frame)).view(),
                          expected_gif(frame, frame.palette, {size, PixelFormat::gray8}).view()));
}

TEST_CASE("gif decoder: a frame that covers a part of the canvas has transparency around it") {
  for (const bool interlaced : {false, true}) {
    for (const Rectangle area : {Rectangle{{0, 0}, {5, 9}}, Rectangle{{3, 2}, {20, 11}}, Rectangle{{29, 19}, {1, 1}}}) {
      GifFrame frame = make_gif_frame(area, 16);
      frame.interlaced = interlaced;
      const GifOptions options{.screen = {30, 20}, .palette = make_gif_palette(16)};
      CHECK(test::same_pixels(decode_gif(write_gif(options, frame)).view(),
                              expected_gif(frame, options.palette, {{30, 20}, PixelFormat::rgba8}).view()));
    }
  }
}

TEST_CASE("gif decoder: a first frame beyond the canvas makes that larger") {
  const GifFrame frame = make_gif_frame({{4, 0}, {9, 6}}, 4);
  for (const Size screen : {Size{0, 0}, Size{5, 9}, Size{20, 2}}) {
    const Bytes palette = make_gif_palette(4);
    const Size canvas{std::max(screen.width, 13), std::max(screen.height, 6)};
    CHECK(test::same_pixels(decode_gif(write_gif({.screen = screen, .palette = palette}, frame)).view(),
                            expected_gif(frame, palette, {canvas, PixelFormat::rgba8}).view()));
  }
}

TEST_CASE("gif decoder: probes what the blocks say") {
  GifFrame frame = make_gif_frame({{0, 0}, {30, 20}}, 4);
  frame.interlaced = true;
  GifOptions options{.screen = {30, 20}, .palette = make_gif_palette(4)};
  options.repeats = 4;
  for (const int frames : {1, 2, 500}) {
    const Bytes file = write_gif(options, std::vector<GifFrame>(static_cast<std::size_t>(frames), frame));
    const ImageInfo info = kGif.probe(file).value();
    CHECK(info.format == "gif");
    CHECK(info.stored_size == Size{30, 20});
    CHECK(info.pixel_format == PixelFormat::rgb8);
    CHECK(info.model == ColorModel::palette);
    CHECK(info.bits_per_sample == 8);
    CHECK(info.progressive);
    CHECK_FALSE(info.alpha_channel);
    CHECK(info.frames == frames);
    CHECK(info.animated == (frames > 1));
    CHECK(info.loops == (frames > 1 ? 5 : 0));
    const auto reader = kGif.open(file, {}).value();
    CHECK(reader->info().frames == frames);
    CHECK(reader->info().stored_size == info.stored_size);
    CHECK(reader->shape() == kGif.cost(info, {}).output);
  }
  const std::vector<GifFrame> two(2, frame);
  options.repeats = 0;
  CHECK(kGif.probe(write_gif(options, two)).value().loops == 0);
  options.repeats.reset();
  CHECK(kGif.probe(write_gif(options, two)).value().loops == 1);
}

TEST_CASE("gif decoder: comments and text are passed over") {
  const GifFrame frame = make_gif_frame({{0, 0}, {9, 9}}, 4);
  GifOptions options{.screen = {9, 9}, .palette = make_gif_palette(4)};
  const Bytes plain = write_gif(options, frame);
  options.before_frames = {0x21, 0xFE, 2, ',', ';', 1, '!', 0, 0x21, 0xFE, 0, 0x21, 0x01, 12};
  options.before_frames.resize(options.before_frames.size() + 12);
  for (const int byte : {3, 1, 2, 3, 0, 0x21, 0xFF, 3, 4, 5, 6, 0}) {
    options.before_frames.push_back(static_cast<std::uint8_t>(byte));
  }
  CHECK(test::same_pixels(decode_gif(write_gif(options, frame)).view(), decode_gif(plain).view()));
}

TEST_CASE("gif decoder: rows in pieces are those of the whole picture") {
  for (const bool interlaced : {false, true}) {
    for (const Rectangle area : {Rectangle{{0, 0}, {33, 29}}, Rectangle{{5, 8}, {20, 13}}}) {
      GifFrame frame = make_gif_frame(area, 32);
      frame.interlaced = interlaced;
      const GifOptions options{.screen = {33, 29}, .palette = make_gif_palette(32)};
      for (const std::size_t frames : {std::size_t{1}, std::size_t{2}}) {
        const Bytes file = write_gif(options, std::vector<GifFrame>(frames, frame));
        const Image whole = decode_gif(file);
        for (const int height : {1, 3, 8, 28}) {
          const auto reader = kGif.open(file, {}).value();
          REQUIRE(reader->next_frame().value().has_value());
          Image pieces = Image::create(reader->shape()).value();
          for (int y = 0; y < 29; y += height) {
            REQUIRE(reader->read_rows(pieces.view().crop(0, y, {33, std::min(height, 29 - y)})).has_value());
          }
          CHECK(reader->finish().has_value());
          CHECK(test::same_pixels(pieces.view(), whole.view()));
        }
      }
    }
  }
}

TEST_CASE("gif decoder: the cost of an animation includes what frames hide") {
  const GifFrame frame = make_gif_frame({{0, 0}, {100, 50}}, 4);
  const GifOptions options{.screen = {100, 50}, .palette = make_gif_palette(4)};
  const std::vector<GifFrame> two(2, frame);
  const DecodeCost still = kGif.cost(kGif.probe(write_gif(options, frame)).value(), {});
  const DecodeCost moving = kGif.cost(kGif.probe(write_gif(options, two)).value(), {1, 1});
  CHECK(still.output == ImageShape{{100, 50}, PixelFormat::rgb8});
  CHECK(moving.output == still.output);
  CHECK(moving.scratch_bytes >= still.scratch_bytes + 2 * image_bytes(still.output));
}
