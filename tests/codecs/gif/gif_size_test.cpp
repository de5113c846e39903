// In whose colours an animated GIF is written, how exactly, and in how few bytes.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <set>
#include <vector>

#include "codecs/gif/detail/gif_blocks.hpp"
#include "codecs/gif/detail/gif_nearest.hpp"
#include "codecs/gif/gif_decoder.hpp"
#include "codecs/gif/gif_encoder.hpp"
#include "tests/codecs/support/gif_writer.hpp"
#include "tests/support/allocation_meter.hpp"

using namespace tbbimg;
using test::Bytes;
using test::GifFrame;

namespace {

using Rgb = std::array<std::uint8_t, 3>;

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : state_(seed * 2654435761U + 1) {}
  int below(int count) {
    state_ = state_ * 1664525U + 1013904223U;
    return static_cast<int>((state_ >> 8U) % static_cast<std::uint32_t>(count));
  }

 private:
  std::uint32_t state_;
};

struct Shot {
  Image pixels;
  Frame frame;
};

std::vector<Shot> shots_of(std::span<const std::uint8_t> file) {
  const auto reader = GifDecoder().open(file, {}).value();
  std::vector<Shot> shots;
  while (const auto frame = reader->next_frame().value()) {
    Image pixels = Image::create(reader->shape()).value();
    REQUIRE(reader->read_rows(pixels.view()));
    shots.push_back({std::move(pixels), *frame});
  }
  REQUIRE(reader->finish());
  return shots;
}

Buffer written(const std::vector<Shot>& shots, bool with_palettes = true, const EncoderSettings& settings = {}) {
  EncodeOptions options;
  options.settings = settings;
  const auto writer = GifEncoder().open(shots.front().pixels.shape(), 0, options).value();
  for (const Shot& shot : shots) {
    REQUIRE(writer->begin_frame(with_palettes ? shot.frame : Frame{shot.frame.duration}));
    REQUIRE(writer->write_rows(std::as_const(shot.pixels).view()));
  }
  return writer->finish().value();
}

std::array<int, 4> seen(ConstImageView image, int x, int y) {
  const int count = channels(image.format);
  const std::uint8_t* const pixel = image.row(y) + x * count;
  if (has_alpha(image.format) && pixel[count - 1] < 128) return {};
  const int step = count < 3 ? 0 : 1;
  return {pixel[0], pixel[step], pixel[2 * step], 255};
}

void check_same(const std::vector<Shot>& a, const std::vector<Shot>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    CHECK(a[i].frame.duration == b[i].frame.duration);
    const ConstImageView first = a[i].pixels.view();
    for (int y = 0; y < first.height; ++y) {
      for (int x = 0; x < first.width; ++x) {
        CAPTURE(i);
        CAPTURE(x);
        CAPTURE(y);
        REQUIRE(seen(first, x, y) == seen(std::as_const(b[i].pixels).view(), x, y));
      }
    }
  }
}

// Frames of any size, place, disposal and palette.
Bytes random_gif(std::uint32_t seed) {
  Dice dice(seed);
  const Size screen{8 + dice.below(40), 8 + dice.below(40)};
  const int colors = 2 << dice.below(8);
  std::vector<GifFrame> frames;
  for (int i = 0; i < 2 + dice.below(9); ++i) {
    Rectangle area{{}, screen};
    if (i > 0 || dice.below(4) == 0) {
      area.at = {dice.below(screen.width), dice.below(screen.height)};
      area.size = {1 + dice.below(screen.width - area.at.x), 1 + dice.below(screen.height - area.at.y)};
    }
    GifFrame frame = test::make_gif_frame(area, colors, seed + static_cast<std::uint32_t>(i));
    if (dice.below(3) == 0) {
      frame.palette = test::make_gif_palette(colors, dice.below(2) == 0);
      for (std::uint8_t& sample : frame.palette) sample = static_cast<std::uint8_t>(sample + 3 * i);
    }
    if (dice.below(2) == 0) frame.transparent = dice.below(colors);
    frame.disposal = dice.below(4);
    frame.hundredths = 1 + dice.below(9);
    frames.push_back(std::move(frame));
  }
  return test::write_gif({.screen = screen, .palette = test::make_gif_palette(colors)}, frames);
}

// A box that moves over another, in a palette of `colors`.
Bytes moving_gif(int colors, int frame_count, Size screen = {120, 90}) {
  std::vector<GifFrame> frames;
  for (int i = 0; i < frame_count; ++i) {
    GifFrame frame{{{}, screen}, Bytes(screen.pixels())};
    for (int y = 0; y < screen.height; ++y) {
      for (int x = 0; x < screen.width; ++x) {
        const bool is_box = (x - 7 * i % screen.width) * (x - 7 * i % screen.width) + (y - 40) * (y - 40) < 700;
        const int index = is_box ? 1 + (x / 5 + i) % (colors - 1) : (x / 30 + y / 30) % colors;
        frame.indices[static_cast<std::size_t>(y * screen.width + x)] = static_cast<std::uint8_t>(index);
      }
    }
    frame.hundredths = 5;
    frames.push_back(std::move(frame));
  }
  return test::write_gif({.screen = screen, .palette = test::make_gif_palette(colors)}, frames);
}

// Means of 2x2 pixels.
std::vector<Shot> halved(const std::vector<Shot>& shots) {
  std::vector<Shot> smaller;
  for (const Shot& shot : shots) {
    const ConstImageView from = shot.pixels.view();
    Image to = Image::create({{from.width / 2, from.height / 2}, PixelFormat::rgb8}).value();
    for (int y = 0; y < to.height(); ++y) {
      for (int x = 0; x < to.width(); ++x) {
        for (std::size_t c = 0; c < 3; ++c) {
          const int sum = seen(from, 2 * x, 2 * y)[c] + seen(from, 2 * x + 1, 2 * y)[c] +
                          seen(from, 2 * x, 2 * y + 1)[c] + seen(from, 2 * x + 1, 2 * y + 1)[c];
          to.view().row(y)[3 * x + static_cast<int>(c)] = static_cast<std::uint8_t>(sum / 4);
        }
      }
    }
    smaller.push_back({std::move(to), shot.frame});
  }
  return smaller;
}

double mean_squared_error(const std::vector<Shot>& a, const std::vector<Shot>& b) {
  double sum = 0;
  double samples = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (int y = 0; y < a[i].pixels.height(); ++y) {
      for (int x = 0; x < a[i].pixels.width(); ++x) {
        for (std::size_t c = 0; c < 3; ++c) {
          const int difference = seen(a[i].pixels.view(), x, y)[c] - seen(b[i].pixels.view(), x, y)[c];
          sum += difference * difference;
          ++samples;
        }
      }
    }
  }
  return sum / samples;
}

}  // namespace

TEST_CASE("gif size: the reader gives the colours of each frame, each once") {
  GifFrame own = test::make_gif_frame({{}, {4, 4}}, 2);
  own.palette = {9, 9, 9, 200, 1, 2};
  GifFrame hides = test::make_gif_frame({{}, {4, 4}}, 4);
  hides.transparent = 1;
  const Bytes colors = {255, 0, 0, 0, 255, 0, 255, 0, 0, 0, 0, 255};
  const Bytes file = test::write_gif({.screen = {4, 4}, .palette = colors}, std::vector{own, hides});
  const auto shots = shots_of(file);
  CHECK(shots[0].frame.palette == std::vector<Rgb>{{9, 9, 9}, {200, 1, 2}});
  CHECK(shots[1].frame.palette == std::vector<Rgb>{{0, 0, 255}, {255, 0, 0}});
}

TEST_CASE("gif size: a GIF that becomes one keeps every pixel, with the source's palettes or without") {
  for (std::uint32_t seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    const Bytes file = random_gif(seed);
    const auto shots = shots_of(file);
    // Of frames that show more than 256 colours of several palettes at once, not all pixels can be kept.
    std::set<std::array<int, 4>> colors;
    for (const Shot& shot : shots) {
      for (int y = 0; y < shot.pixels.height(); ++y) {
        for (int x = 0; x < shot.pixels.width(); ++x) colors.insert(seen(shot.pixels.view(), x, y));
      }
    }
    if (colors.size() > 250) continue;
    for (const bool with_palettes : {true, false}) check_same(shots_of(written(shots, with_palettes).bytes()), shots);
  }
}

TEST_CASE("gif size: a smaller GIF stays with the colours of its source, in one palette") {
  for (const int colors : {2, 4, 16, 64}) {
    CAPTURE(colors);
    const auto source = shots_of(moving_gif(colors, 30));
    const auto smaller = halved(source);
    const Buffer file = written(smaller);
    std::set<Rgb> allowed(source[0].frame.palette.begin(), source[0].frame.palette.end());
    const auto made = shots_of(file.bytes());
    REQUIRE(made.size() == smaller.size());
    for (const Shot& shot : made) {
      for (int y = 0; y < shot.pixels.height(); ++y) {
        for (int x = 0; x < shot.pixels.width(); ++x) {
          const auto [red, green, blue, alpha] = seen(shot.pixels.view(), x, y);
          REQUIRE(allowed.contains(
              {static_cast<std::uint8_t>(red), static_cast<std::uint8_t>(green), static_cast<std::uint8_t>(blue)}));
        }
      }
    }
    detail::GifBlocks blocks(file.bytes());
    REQUIRE(blocks.read_screen());
    std::set<const std::uint8_t*> palettes;
    while (const auto image = blocks.next().value()) palettes.insert(image->palette.data());
    if (colors > 4) CHECK(palettes.size() == 1);
    CHECK(file.size() < written(smaller, false).size());
    CHECK(mean_squared_error(shots_of(written(smaller, true, {{"colors", 256}}).bytes()), smaller) < 1);
  }
}

TEST_CASE("gif size: a photograph in its source's palette comes near, and its frames are as small as the source's") {
  const Image picture = test::make_picture({160, 120});
  std::vector<Shot> shots;
  for (int i = 0; i < 4; ++i) {
    Image part = Image::create({{120, 90}, PixelFormat::rgb8}).value();
    for (int y = 0; y < 90; ++y) std::memcpy(part.view().row(y), picture.view().row(y + 3 * i) + 9 * i, 360);
    shots.push_back({std::move(part), {std::chrono::milliseconds(100), {}}});
  }
  const Buffer source = written(shots);
  const auto smaller = halved(shots_of(source.bytes()));
  const Buffer file = written(smaller);
  CHECK(mean_squared_error(shots_of(file.bytes()), smaller) < 30);
  CHECK(file.size() * 5 / 2 < source.size());
}

TEST_CASE("gif size: scaled text has near colours, chosen by looking ahead") {
  constexpr Size kSize{160, 100};
  Dice dice(4);
  Image image = Image::create({kSize, PixelFormat::rgb8}).value();
  Bytes glyphs(20 * 64);
  for (std::uint8_t& gray : glyphs) gray = static_cast<std::uint8_t>(dice.below(4) == 0 ? 255 - dice.below(256) : 255);
  std::vector<int> letters(20 * 13);
  for (int& letter : letters) letter = 64 * dice.below(20);
  for (int y = 0; y < kSize.height; ++y) {
    for (int x = 0; x < kSize.width; ++x) {
      const int letter = letters[static_cast<std::size_t>(y / 8 * 20 + x / 8)];
      std::memset(image.view().row(y) + 3 * x, glyphs[static_cast<std::size_t>(letter + y % 8 * 8 + x % 8)], 3);
    }
  }
  std::vector<Shot> shots(1);
  for (int i = 0; i < 16; ++i)
    shots[0].frame.palette.push_back(
        {static_cast<std::uint8_t>(17 * i), static_cast<std::uint8_t>(17 * i), static_cast<std::uint8_t>(17 * i)});
  shots[0].pixels = std::move(image);
  const Buffer file = written(shots);
  const auto read = shots_of(file.bytes());
  for (int y = 0; y < kSize.height; ++y) {
    for (int x = 0; x < kSize.width; ++x) {
      const int wanted = seen(std::as_const(shots[0].pixels).view(), x, y)[0];
      const int got = seen(std::as_const(read[0].pixels).view(), x, y)[0];
      const int nearest = (wanted + 8) / 17 * 17;
      REQUIRE(3 * (got - wanted) * (got - wanted) <= 6 * (nearest - wanted) * (nearest - wanted) + 8);
    }
  }
  CHECK(file.size() < 3800);  // 3,759; 3,825 without looking ahead
}

TEST_CASE("gif size: palettes hold what is used, and no more") {
  // Of 256 colours, three are seen.
  const auto shots = shots_of(moving_gif(256, 3, {20, 20}));
  std::vector<Shot> plain;
  for (const Shot& shot : shots) {
    Image image = Image::create({{20, 20}, PixelFormat::rgb8}).value();
    for (int y = 0; y < 20; ++y) {
      for (int x = 0; x < 20; ++x) {
        const Rgb color = shot.frame.palette[static_cast<std::size_t>(x / 8)];
        std::memcpy(image.view().row(y) + 3 * x, color.data(), 3);
      }
    }
    plain.push_back({std::move(image), shot.frame});
  }
  const Buffer file = written(plain);
  check_same(shots_of(file.bytes()), plain);
  CHECK(file.size() < 200);
}

TEST_CASE("gif size: one frame keeps its delay") {
  const Buffer file = written(shots_of(moving_gif(4, 1)));
  CHECK(shots_of(file.bytes())[0].frame.duration == std::chrono::milliseconds(50));
}

TEST_CASE("gif size: of a large canvas where little is seen, little is stored") {
  GifFrame dot{{{5, 7}, {1, 1}}, {1}};
  GifFrame far = dot;
  far.area.at = {1800, 1900};
  dot.hundredths = far.hundredths = 3;
  const Bytes source = test::write_gif({.screen = {2000, 2000}, .palette = {0, 0, 0, 1, 2, 3}}, std::vector{dot, far});
  const Buffer file = written(shots_of(source));
  check_same(shots_of(file.bytes()), shots_of(source));
  CHECK(file.size() < 100);
  // Otherwise ImageMagick and gifsicle would paint the background.
  detail::GifBlocks blocks(file.bytes());
  REQUIRE(blocks.read_screen());
  CHECK(blocks.next().value().value().transparent >= 0);
}

TEST_CASE("gif size: a writer takes no more than it says") {
  if (!test::meters_allocations()) return;
  for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::rgb8, PixelFormat::rgba8}) {
    for (const bool is_hinted : {true, false}) {
      const ImageShape shape{{900, 700}, format};
      std::vector<Shot> shots;
      for (std::uint32_t i = 0; i < 3; ++i) {
        Image image = Image::create(shape).value();
        Dice dice(i + 1);
        for (int y = 0; y < shape.size.height; ++y) {
          for (std::size_t x = 0; x < image.view().row_bytes(); ++x) {
            image.view().row(y)[x] = static_cast<std::uint8_t>(dice.below(256));
          }
        }
        shots.push_back({std::move(image), {}});
        if (is_hinted) shots.back().frame.palette = {{0, 0, 0}, {90, 90, 90}, {255, 255, 255}};
      }
      CAPTURE(to_string(format));
      CAPTURE(is_hinted);
      const std::size_t estimated = GifEncoder().animation_scratch_bytes(shape, {});
      const test::AllocationMeter meter;
      const Buffer file = written(shots);
      CHECK(meter.peak() <= estimated + 5 * file.size());
      CHECK(estimated <= 4 * meter.peak() + (std::size_t{16} << 20));
    }
  }
}

TEST_CASE("gif size: the two nearest colours are those that a search of all finds") {
  Dice dice(3);
  for (const int count : {1, 2, 3, 17, 256}) {
    std::vector<PaletteColor> palette;
    for (int i = 0; i < count; ++i) {
      const auto any = [&] { return static_cast<std::uint8_t>(dice.below(256)); };
      palette.push_back({any(), any(), any(), 255});
    }
    detail::GifNearest nearest(palette);
    for (int i = 0; i < 3000; ++i) {
      const PaletteColor color{static_cast<std::uint8_t>(dice.below(256)), static_cast<std::uint8_t>(dice.below(256)),
                               static_cast<std::uint8_t>(dice.below(256)), 255};
      std::vector<int> all;
      for (const PaletteColor& other : palette) {
        int sum = 0;
        for (std::size_t c = 0; c < 3; ++c) sum += (other[c] - color[c]) * (other[c] - color[c]);
        all.push_back(sum);
      }
      std::sort(all.begin(), all.end());
      const auto& found = nearest.find(color);
      REQUIRE(found.error == all[0]);
      if (count == 1) {
        REQUIRE(found.second == found.nearest);
      } else {
        REQUIRE(found.second_error == all[1]);
        REQUIRE(found.second != found.nearest);
      }
    }
  }
}
