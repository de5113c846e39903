#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "codecs/gif/gif_decoder.hpp"
#include "tests/codecs/support/gif_writer.hpp"

using namespace tbbimg;
using test::Bytes;
using test::GifFrame;
using test::GifOptions;

namespace {

using GifWarnings = std::vector<DecodeWarning>;

const GifWarnings kGifHasNoEnd = {{DecodeWarningKind::missing_end}};

GifOptions small_gif() { return {.screen = {9, 8}, .palette = test::make_gif_palette(4)}; }
GifFrame small_gif_frame() { return test::make_gif_frame({{0, 0}, {9, 8}}, 4); }

Result<DecodedImage> decode_small_gif(const Bytes& file, const DecodeOptions& options = {}) {
  return GifDecoder().decode(file, options);
}

ErrorKind gif_damage(const Bytes& file) {
  const auto decoded = decode_small_gif(file);
  REQUIRE_FALSE(decoded.has_value());
  CHECK(decoded.error().code == ErrorCode::corrupt_data);
  CHECK_FALSE(decoded.error().message.empty());
  return decoded.error().kind;
}

}  // namespace

TEST_CASE("damaged gif: a file cut at any byte fails, unless it is between frames") {
  GifFrame frame = small_gif_frame();
  GifFrame moving = frame;
  moving.transparent = 1;
  moving.hundredths = 4;
  moving.interlaced = true;
  const Bytes one = test::write_gif(small_gif(), frame);
  const Bytes two = test::write_gif(small_gif(), std::vector<GifFrame>{moving, moving});
  GifOptions unended = small_gif();
  unended.end_mark = false;
  const std::size_t first_end = test::write_gif(unended, moving).size();
  for (const Bytes& file : {one, two}) {
    REQUIRE(decode_small_gif(file).has_value());
    CHECK(decode_small_gif(file)->warnings.empty());
    for (std::size_t length = 0; length < file.size(); ++length) {
      const Bytes part(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
      const bool whole = length == file.size() - 1 || (file == two && length == first_end);
      CAPTURE(length);
      const auto decoded = decode_small_gif(part);
      REQUIRE(decoded.has_value() == whole);
      CHECK(GifDecoder().probe(part).has_value() == whole);
      if (whole) {
        CHECK(decoded->warnings == kGifHasNoEnd);
      } else {
        CHECK(decoded.error().code == ErrorCode::corrupt_data);
        CHECK(decoded.error().kind == (length < 6 ? ErrorKind::not_an_image : ErrorKind::cut_short));
      }
    }
  }
}

TEST_CASE("damaged gif: data that ends before the last pixel does") {
  GifFrame frame = small_gif_frame();
  for (const bool end_code : {false, true}) {
    for (const bool interlaced : {false, true}) {
      GifOptions options = small_gif();
      options.end_code = end_code;
      frame.interlaced = interlaced;
      frame.area.size.height = 8;
      const Bytes file = test::write_gif(options, frame);
      CHECK(decode_small_gif(file).has_value());
      // One row more than there is data for.
      Bytes higher = file;
      higher[6 + 7 + 12 + 7] = 9;
      CHECK(gif_damage(higher) == ErrorKind::cut_short);
    }
  }
}

TEST_CASE("damaged gif: what is behind the last pixel does not matter") {
  GifFrame frame = small_gif_frame();
  const Image image = decode_small_gif(test::write_gif(small_gif(), frame))->image.clone().value();
  for (int i = 0; i < 500; ++i) frame.indices.push_back(static_cast<std::uint8_t>(i % 4));
  const auto decoded = decode_small_gif(test::write_gif(small_gif(), frame));
  REQUIRE(decoded.has_value());
  CHECK(test::same_pixels(decoded->image.view(), image.view()));
  CHECK(decoded->warnings.empty());
}

TEST_CASE("damaged gif: zeros between blocks are passed over, other bytes are not") {
  GifOptions options = small_gif();
  options.behind_frame = {0, 0};
  const auto decoded = decode_small_gif(test::write_gif(options, std::vector<GifFrame>(2, small_gif_frame())));
  REQUIRE(decoded.has_value());
  CHECK(decoded->warnings == GifWarnings{{DecodeWarningKind::stray_bytes, 4}});
  options.behind_frame = {7};
  CHECK(gif_damage(test::write_gif(options, small_gif_frame())) == ErrorKind::damaged);
}

TEST_CASE("damaged gif: palettes that are missing or too small") {
  GifFrame frame = small_gif_frame();
  GifOptions options = small_gif();
  options.palette = {};
  options.code_bits = 2;
  CHECK(gif_damage(test::write_gif(options, frame)) == ErrorKind::damaged);
  options.palette = test::make_gif_palette(2);
  CHECK(gif_damage(test::write_gif(options, frame)) == ErrorKind::damaged);
  // Unless what the palette lacks is transparent.
  std::replace(frame.indices.begin(), frame.indices.end(), std::uint8_t{2}, std::uint8_t{3});
  frame.transparent = 3;
  CHECK(decode_small_gif(test::write_gif(options, frame)).has_value());
}

TEST_CASE("damaged gif: no frame, and frames of no pixels") {
  CHECK(gif_damage(test::write_gif(small_gif(), std::span<const GifFrame>{})) == ErrorKind::damaged);
  for (const std::size_t side : {std::size_t{4}, std::size_t{6}}) {
    Bytes file = test::write_gif(small_gif(), small_gif_frame());
    file[6 + 7 + 12 + 1 + side] = 0;
    CHECK(gif_damage(file) == ErrorKind::damaged);
  }
}

TEST_CASE("damaged gif: any byte of the codes may be wrong") {
  const Bytes file = test::write_gif(small_gif(), small_gif_frame());
  std::set<ErrorKind> kinds;
  for (std::size_t at = 6 + 7 + 12 + 10; at + 2 < file.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes wrong = file;
      wrong[at] = static_cast<std::uint8_t>(wrong[at] ^ (1 << bit));
      if (const auto decoded = decode_small_gif(wrong); !decoded) kinds.insert(decoded.error().kind);
    }
  }
  CHECK(kinds == std::set{ErrorKind::cut_short, ErrorKind::damaged});
}

TEST_CASE("damaged gif: codes that stand for nothing yet") {
  const Bytes begin = test::write_gif(small_gif(), small_gif_frame());
  for (const int codes : {4 | 6 << 3, 4 | 7 << 3, 4 | 1 << 3 | 7 << 6}) {  // 4 clears, 6 is the first free one
    Bytes file(begin.begin(), begin.begin() + 6 + 7 + 12 + 11);
    for (const int byte : {3, codes & 255, codes >> 8, 0, 0, 0x3B}) file.push_back(static_cast<std::uint8_t>(byte));
    CHECK(gif_damage(file) == ErrorKind::damaged);
  }
}

TEST_CASE("damaged gif: limits hold before anything is allocated") {
  const Bytes file = test::write_gif(small_gif(), small_gif_frame());
  const auto error_with = [](const Bytes& bytes, const Limits& limits) {
    DecodeOptions options;
    options.limits = limits;
    return decode_small_gif(bytes, options).error();
  };
  Limits limits;
  limits.max_pixels = 71;
  CHECK(error_with(file, limits).kind == ErrorKind::too_many_pixels);
  limits = {};
  limits.max_side = 8;
  CHECK(error_with(file, limits).kind == ErrorKind::side_too_long);
  limits = {};
  limits.max_decoded_bytes = 215;
  CHECK(error_with(file, limits).kind == ErrorKind::decoded_too_large);
  limits = {};
  limits.max_file_bytes = 30;
  CHECK(error_with(file, limits).kind == ErrorKind::file_too_large);
  // 4 gigapixels of a few bytes.
  Bytes bomb = file;
  std::fill_n(bomb.begin() + 6, 4, std::uint8_t{255});
  CHECK(error_with(bomb, {}).kind == ErrorKind::too_many_pixels);
  CHECK(GifDecoder().probe(bomb).value().stored_size == Size{65535, 65535});
}

TEST_CASE("damaged gif: a later frame that is larger than pictures may be is refused") {
  std::vector<GifFrame> frames(2, small_gif_frame());
  frames[1] = test::make_gif_frame({{0, 0}, {20, 20}}, 4);
  const Bytes file = test::write_gif(small_gif(), frames);
  DecodeOptions options;
  options.limits.max_pixels = 399;
  const auto reader = GifDecoder().open(file, options).value();
  REQUIRE(reader->next_frame().has_value());
  CHECK(reader->next_frame().error().kind == ErrorKind::too_many_pixels);
}

TEST_CASE("damaged gif: millions of empty blocks take no memory and little time") {
  GifOptions options = small_gif();
  for (int i = 0; i < 1000000; ++i) options.before_frames.insert(options.before_frames.end(), {0x21, 0xFE, 0});
  options.behind_frame.assign(1000000, 0);
  const auto decoded = decode_small_gif(test::write_gif(options, small_gif_frame()));
  REQUIRE(decoded.has_value());
  CHECK(decoded->warnings == GifWarnings{{DecodeWarningKind::stray_bytes, 1000000}});
}

TEST_CASE("damaged gif: decoding stops when asked to") {
  std::stop_source source;
  source.request_stop();
  DecodeOptions options;
  options.stop = source.get_token();
  for (const bool interlaced : {false, true}) {
    GifFrame frame = small_gif_frame();
    frame.interlaced = interlaced;
    CHECK(decode_small_gif(test::write_gif(small_gif(), frame), options).error().code == ErrorCode::cancelled);
  }
}
