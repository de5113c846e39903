#include <doctest/doctest.h>

#include <chrono>

#include "codecs/gif/gif_decoder.hpp"
#include "tests/codecs/support/gif_writer.hpp"

using namespace tbbimg;
using test::Bytes;
using test::GifFrame;
using test::GifOptions;

namespace {

using GifMilliseconds = std::chrono::milliseconds;

constexpr Size kGifCanvas{4, 2};

// Red, green, blue, white.
const Bytes kGifColors = {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255};

// Pixels of one colour.
GifFrame plain_gif_frame(Rectangle area, std::uint8_t index, int disposal = 0) {
  GifFrame frame{area, Bytes(area.size.pixels(), index)};
  frame.disposal = disposal;
  return frame;
}

// Rows of letters: R, G, B, W, and a dot for transparency; other colours are a question mark.
std::string gif_letters(ConstImageView image) {
  std::string letters;
  for (int y = 0; y < image.height; ++y) {
    if (y > 0) letters += '/';
    for (int x = 0; x < image.width; ++x) {
      const std::uint8_t* pixel = image.row(y) + x * bytes_per_pixel(image.format);
      const bool clear = has_alpha(image.format) && pixel[3] == 0;
      const auto is = [pixel](int red, int green, int blue) {
        return pixel[0] == red && pixel[1] == green && pixel[2] == blue;
      };
      letters += clear               ? '.'
                 : is(255, 0, 0)     ? 'R'
                 : is(0, 255, 0)     ? 'G'
                 : is(0, 0, 255)     ? 'B'
                 : is(255, 255, 255) ? 'W'
                                     : '?';
    }
  }
  return letters;
}

struct PlayedGif {
  PixelFormat format;
  std::vector<std::string> frames;
  friend bool operator==(const PlayedGif&, const PlayedGif&) = default;
};

// Every `step`th frame, the others unread.
PlayedGif play_gif(const std::vector<GifFrame>& frames, int step = 1) {
  const Bytes file = test::write_gif({.screen = kGifCanvas, .palette = kGifColors}, frames);
  const auto reader = GifDecoder().open(file, {}).value();
  PlayedGif played{reader->shape().format, {}};
  Image canvas = Image::create(reader->shape()).value();
  for (int index = 0; reader->next_frame().value().has_value(); ++index) {
    if ((index + 1) % step != 0) continue;
    REQUIRE(reader->read_rows(canvas.view()).has_value());
    played.frames.push_back(gif_letters(canvas.view()));
  }
  CHECK(reader->finish().has_value());
  CHECK(played.frames.size() == frames.size() / static_cast<std::size_t>(step));
  return played;
}

constexpr Rectangle kWholeGif{{0, 0}, kGifCanvas};

}  // namespace

TEST_CASE("gif animation: frames are drawn over each other") {
  for (const int disposal : {0, 1, 5, 7}) {
    const std::vector<GifFrame> frames = {plain_gif_frame(kWholeGif, 0, disposal),
                                          plain_gif_frame({{1, 0}, {2, 1}}, 1, disposal),
                                          plain_gif_frame({{2, 0}, {2, 2}}, 2, disposal)};
    CHECK(play_gif(frames) == PlayedGif{PixelFormat::rgb8, {"RRRR/RRRR", "RGGR/RRRR", "RGBB/RRBB"}});
    CHECK(play_gif(frames, 3) == PlayedGif{PixelFormat::rgb8, {"RGBB/RRBB"}});
  }
}

TEST_CASE("gif animation: transparent pixels show what is below") {
  GifFrame over{{{0, 0}, {4, 1}}, {1, 3, 3, 2}};
  over.transparent = 3;
  CHECK(play_gif({plain_gif_frame(kWholeGif, 0), over}) == PlayedGif{PixelFormat::rgb8, {"RRRR/RRRR", "GRRB/RRRR"}});
  CHECK(play_gif({over, plain_gif_frame({{1, 1}, {2, 1}}, 0)}) ==
        PlayedGif{PixelFormat::rgba8, {"G..B/....", "G..B/.RR."}});
}

TEST_CASE("gif animation: restoring the background makes transparent what the frame covered, and no more") {
  const std::vector<GifFrame> frames = {plain_gif_frame(kWholeGif, 0), plain_gif_frame({{1, 0}, {2, 2}}, 1, 2),
                                        plain_gif_frame({{0, 1}, {2, 1}}, 2, 2), plain_gif_frame({{3, 0}, {1, 1}}, 3)};
  CHECK(play_gif(frames) == PlayedGif{PixelFormat::rgba8, {"RRRR/RRRR", "RGGR/RGGR", "R..R/BB.R", "R..W/...R"}});
  CHECK(play_gif(frames, 2) == PlayedGif{PixelFormat::rgba8, {"RGGR/RGGR", "R..W/...R"}});
  // Of the last frame it means nothing.
  CHECK(play_gif({plain_gif_frame(kWholeGif, 0), plain_gif_frame(kWholeGif, 1, 2)}) ==
        PlayedGif{PixelFormat::rgb8, {"RRRR/RRRR", "GGGG/GGGG"}});
}

TEST_CASE("gif animation: restoring what was there before") {
  // Browsers take 4, which no standard knows, for 3.
  for (const int previous : {3, 4}) {
    const std::vector<GifFrame> frames = {plain_gif_frame(kWholeGif, 0), plain_gif_frame({{1, 0}, {2, 2}}, 1, previous),
                                          plain_gif_frame({{0, 1}, {2, 1}}, 2, previous),
                                          plain_gif_frame({{3, 0}, {1, 1}}, 3), plain_gif_frame({{0, 0}, {1, 1}}, 1)};
    CHECK(play_gif(frames) ==
          PlayedGif{PixelFormat::rgb8, {"RRRR/RRRR", "RGGR/RGGR", "RRRR/BBRR", "RRRW/RRRR", "GRRW/RRRR"}});
    CHECK(play_gif(frames, 5) == PlayedGif{PixelFormat::rgb8, {"GRRW/RRRR"}});
  }
  // In front of the first frame there is nothing.
  CHECK(play_gif({plain_gif_frame(kWholeGif, 0, 3), plain_gif_frame({{0, 0}, {1, 1}}, 1)}) ==
        PlayedGif{PixelFormat::rgba8, {"RRRR/RRRR", "G.../...."}});
  CHECK(play_gif({plain_gif_frame(kWholeGif, 0), plain_gif_frame({{0, 0}, {2, 2}}, 1, 2),
                  plain_gif_frame({{1, 0}, {2, 2}}, 2, 3), plain_gif_frame({{3, 1}, {1, 1}}, 3)}) ==
        PlayedGif{PixelFormat::rgba8, {"RRRR/RRRR", "GGRR/GGRR", ".BBR/.BBR", "..RR/..RW"}});
}

TEST_CASE("gif animation: frames are clipped to the canvas") {
  for (const bool interlaced : {false, true}) {
    for (const int disposal : {0, 2, 3}) {
      GifFrame partly = plain_gif_frame({{2, 1}, {9, 7}}, 1, disposal);
      partly.interlaced = interlaced;
      GifFrame outside = plain_gif_frame({{50, 60}, {3, 3}}, 2, disposal);
      outside.interlaced = interlaced;
      const PlayedGif played =
          play_gif({plain_gif_frame(kWholeGif, 0), partly, outside, plain_gif_frame({{0, 0}, {1, 1}}, 3)});
      const std::string behind = disposal == 0 ? "RRGG" : disposal == 2 ? "RR.." : "RRRR";
      CHECK(played.frames == std::vector<std::string>{"RRRR/RRRR", "RRRR/RRGG", "RRRR/" + behind, "WRRR/" + behind});
    }
  }
}

TEST_CASE("gif animation: frames have palettes of their own") {
  GifFrame green = plain_gif_frame(kWholeGif, 0);
  green.palette = {0, 255, 0, 9, 9, 9};
  GifFrame gray = plain_gif_frame({{0, 0}, {1, 2}}, 1);
  gray.palette = {0, 0, 0, 255, 255, 255};
  CHECK(play_gif({green, gray, plain_gif_frame({{3, 0}, {1, 1}}, 0)}).frames ==
        std::vector<std::string>{"GGGG/GGGG", "WGGG/WGGG", "WGGR/WGGG"});
  CHECK(play_gif({green, gray}) == PlayedGif{PixelFormat::rgb8, {"GGGG/GGGG", "WGGG/WGGG"}});
}

TEST_CASE("gif animation: durations are those of the file") {
  std::vector<GifFrame> frames;
  for (const int hundredths : {0, 1, 10, 65535}) {
    frames.push_back(plain_gif_frame(kWholeGif, 0));
    frames.back().hundredths = hundredths;
  }
  frames.push_back(plain_gif_frame(kWholeGif, 0));  // says nothing
  const Bytes file = test::write_gif({.screen = kGifCanvas, .palette = kGifColors}, frames);
  const auto reader = GifDecoder().open(file, {}).value();
  for (const GifFrame& frame : frames) {
    CHECK(reader->next_frame().value().value().duration == GifMilliseconds(10 * frame.hundredths));
  }
  CHECK_FALSE(reader->next_frame().value().has_value());
}

TEST_CASE("gif animation: ten thousand frames") {
  std::vector<GifFrame> frames(10000, plain_gif_frame({{0, 0}, {1, 1}}, 1, 3));
  frames.front() = plain_gif_frame(kWholeGif, 0);
  const Bytes file = test::write_gif({.screen = kGifCanvas, .palette = kGifColors}, frames);
  const BufferPool pool(std::size_t{1} << 20);
  DecodeOptions options;
  options.pool = pool;
  const auto reader = GifDecoder().open(file, options).value();
  CHECK(reader->info().frames == 10000);
  Image canvas = Image::create(reader->shape()).value();
  int count = 0;
  for (; reader->next_frame().value().has_value(); ++count) REQUIRE(reader->read_rows(canvas.view()).has_value());
  CHECK(count == 10000);
  CHECK(gif_letters(canvas.view()) == "GRRR/RRRR");
}

TEST_CASE("gif animation: a damaged frame is an error when it is reached") {
  std::vector<GifFrame> frames(3, plain_gif_frame(kWholeGif, 0));
  frames[1].indices.resize(3);
  const Bytes file = test::write_gif({.screen = kGifCanvas, .palette = kGifColors}, frames);
  CHECK(GifDecoder().decode(file, {}).has_value());
  for (const bool is_read : {false, true}) {
    const auto reader = GifDecoder().open(file, {}).value();
    REQUIRE(reader->next_frame().has_value());
    REQUIRE(reader->next_frame().has_value());
    Image canvas = Image::create(reader->shape()).value();
    const Error error = is_read ? reader->read_rows(canvas.view()).error() : reader->next_frame().error();
    CHECK(error.code == ErrorCode::corrupt_data);
    CHECK(error.kind == ErrorKind::cut_short);
  }
}
