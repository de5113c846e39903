// What becomes of a frame before the next one is drawn.
#include <doctest/doctest.h>

#include <string_view>
#include <vector>

#include "codecs/gif/detail/gif_disposal.hpp"
#include "codecs/gif/gif_decoder.hpp"
#include "codecs/gif/gif_encoder.hpp"
#include "tests/codecs/support/gif_writer.hpp"

using namespace tbbimg;
using detail::GifDisposal;
using test::Bytes;
using test::GifFrame;

namespace {

// A row: '.' is not seen.
Image canvas_of(std::string_view row) {
  Image image = Image::create({{static_cast<int>(row.size()), 1}, PixelFormat::gray_alpha8}).value();
  for (std::size_t x = 0; x < row.size(); ++x) {
    image.view().row(0)[2 * x] = static_cast<std::uint8_t>(row[x]);
    image.view().row(0)[2 * x + 1] = row[x] == '.' ? 0 : 255;
  }
  return image;
}

detail::GifAfterwards afterwards(std::string_view below, std::string_view frame, std::string_view next) {
  const Image canvases[] = {canvas_of(below), canvas_of(frame), canvas_of(next)};
  return detail::gif_afterwards(canvases[0].view(), canvases[1].view(), canvases[2].view());
}

// A sprite of `size` over a picture with noise, in turn kept, taken away to the background and to what was below.
Bytes sprite_gif(int frame_count) {
  constexpr int kSide = 16;
  std::vector<GifFrame> frames{test::make_gif_frame({{}, {100, 60}}, 15)};
  for (int i = 0; i < frame_count; ++i) {
    GifFrame sprite{{{4 * i, (7 * i) % 44}, {kSide, kSide}}, Bytes(kSide * kSide)};
    for (int at = 0; at < kSide * kSide; ++at) {
      const int x = at % kSide - kSide / 2;
      const int y = at / kSide - kSide / 2;
      sprite.indices[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(x * x + y * y < 60 ? 3 : 15);
    }
    sprite.transparent = 15;
    sprite.disposal = 1 + i % 3;
    frames.push_back(std::move(sprite));
  }
  return test::write_gif({.screen = {100, 60}, .palette = test::make_gif_palette(16)}, frames);
}

struct Written {
  Buffer file;
  bool is_same;  // as seen, frame by frame
};

Written written_again(const Bytes& source) {
  const auto reader = GifDecoder().open(source, {}).value();
  const auto writer = GifEncoder().open(reader->shape(), 0, {}).value();
  std::vector<Image> frames;
  while (const auto frame = reader->next_frame().value()) {
    frames.push_back(Image::create(reader->shape()).value());
    REQUIRE(reader->read_rows(frames.back().view()));
    REQUIRE(writer->begin_frame(*frame));
    REQUIRE(writer->write_rows(std::as_const(frames.back()).view()));
  }
  Written made{writer->finish().value(), true};
  const auto again = GifDecoder().open(made.file.bytes(), {}).value();
  REQUIRE(again->shape() == reader->shape());
  for (const Image& frame : frames) {
    REQUIRE(again->next_frame().value().has_value());
    Image read = Image::create(again->shape()).value();
    REQUIRE(again->read_rows(read.view()));
    for (int y = 0; y < read.height(); ++y) {
      const std::uint8_t* const a = frame.view().row(y);
      const std::uint8_t* const b = std::as_const(read).view().row(y);
      made.is_same = made.is_same && std::equal(a, a + frame.view().row_bytes(), b);
    }
  }
  return made;
}

}  // namespace

TEST_CASE("gif disposal: a frame stays where nothing is gained by taking it away") {
  CHECK(afterwards("aaaa", "abba", "abbc").disposal == GifDisposal::keep);
  CHECK(afterwards("aaaa", "bbbb", "cccc").disposal == GifDisposal::keep);
  CHECK(afterwards("....", "aaaa", "aaaa").disposal == GifDisposal::keep);
}

TEST_CASE("gif disposal: what is no longer seen goes with all that the frame covers") {
  const auto after = afterwards("......", ".aaaa.", ".a..a.");
  CHECK(after.disposal == GifDisposal::background);
  CHECK(after.uncovered == Rectangle{{2, 0}, {2, 1}});
  CHECK(afterwards("aa..", "aabb", "a.b.").disposal == GifDisposal::background);
}

TEST_CASE("gif disposal: what was below comes back where that leaves less to be drawn") {
  CHECK(afterwards("aaaaaa", "abbbba", "aaaaaa").disposal == GifDisposal::previous);
  CHECK(afterwards("aaaaaa", "abbbaa", "aacaaa").disposal == GifDisposal::previous);
  // Beside a hole, too, but not where there is one now.
  CHECK(afterwards("aa..aa", "aabbba", "aa..aa").disposal == GifDisposal::previous);
  CHECK(afterwards("aaa.aa", "aabbba", "aa..aa").disposal == GifDisposal::background);
}

TEST_CASE("gif disposal: sprites of every disposal are seen as they were, in few bytes") {
  const Bytes source = sprite_gif(20);
  const Written made = written_again(source);
  CHECK(made.is_same);
  // 3,660; 3,970 where all that goes goes to the background.
  CHECK(made.file.size() < 3800);
}
