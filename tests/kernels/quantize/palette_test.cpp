#include "kernels/quantize/palette.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>

#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

using enum PixelFormat;

std::vector<PaletteColor> palette_of(ConstImageView image, int count) {
  auto palette = choose_palette(image, count);
  REQUIRE_MESSAGE(palette.has_value(), palette.error().message.text());
  return *std::move(palette);
}

PaletteColor color_at(ConstImageView image, int x, int y) {
  const std::uint8_t* const pixel = image.row(y) + x * channels(image.format);
  const std::uint8_t alpha = has_alpha(image.format) ? pixel[channels(image.format) - 1] : std::uint8_t{255};
  return is_gray(image.format) ? PaletteColor{pixel[0], pixel[0], pixel[0], alpha}
                               : PaletteColor{pixel[0], pixel[1], pixel[2], alpha};
}

// The image in its palette, as rgba8.
Image mapped(ConstImageView image, std::span<const PaletteColor> palette, bool dither) {
  Image result = test::make_image(image.size(), rgba8);
  PaletteMapper mapper(palette, image.width, dither);
  std::vector<std::uint8_t> indices(static_cast<std::size_t>(image.width));
  for (int y = 0; y < image.height; ++y) {
    mapper.map(image.row(y), image.format, indices);
    for (std::size_t x = 0; x < indices.size(); ++x) {
      REQUIRE(indices[x] < palette.size());
      std::memcpy(result.view().row(y) + 4 * x, palette[indices[x]].data(), 4);
    }
  }
  return result;
}

Image gradient(Size size, PixelFormat format) {
  Image image = test::make_image(size, format);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      std::uint8_t* const pixel = image.view().row(y) + x * channels(format);
      for (int c = 0; c < channels(format); ++c) {
        pixel[c] = static_cast<std::uint8_t>((c + 1) * 85 * x / size.width + (3 - c) * 56 * y / size.height);
      }
      if (has_alpha(format)) pixel[channels(format) - 1] = static_cast<std::uint8_t>(255 * x / size.width);
    }
  }
  return image;
}

double root_mean_square(ConstImageView a, ConstImageView b, int blur = 1) {
  double sum = 0;
  int blocks = 0;
  for (int y = 0; y + blur <= a.height; y += blur) {
    for (int x = 0; x + blur <= a.width; x += blur) {
      for (std::size_t c = 0; c < 3; ++c) {
        double difference = 0;
        for (int i = 0; i < blur * blur; ++i) {
          difference += color_at(a, x + i % blur, y + i / blur)[c] - color_at(b, x + i % blur, y + i / blur)[c];
        }
        sum += difference * difference / (blur * blur) / (blur * blur);
      }
      ++blocks;
    }
  }
  return std::sqrt(sum / blocks / 3);
}

}  // namespace

TEST_CASE("palette: an image of few colours gets them all, and comes back exactly, dithered or not") {
  for (const PixelFormat format : {gray8, gray_alpha8, rgb8, rgba8}) {
    for (const int count : {2, 3, 16, 256}) {
      Image image = test::make_image({count, 40}, format);
      std::set<PaletteColor> expected;
      for (int y = 0; y < 40; ++y) {
        for (int x = 0; x < count; ++x) {
          std::uint8_t* const pixel = image.view().row(y) + x * channels(format);
          const int value = (x + y) % count;
          for (int c = 0; c < channels(format); ++c)
            pixel[c] = static_cast<std::uint8_t>(c % 2 == 0 ? value : 255 - value);
          if (has_alpha(format)) pixel[channels(format) - 1] = 255;
          expected.insert(color_at(image.view(), x, y));
        }
      }
      const auto palette = palette_of(image.view(), count);
      CHECK(std::set<PaletteColor>(palette.begin(), palette.end()) == expected);
      for (const bool dither : {false, true}) {
        const Image back = mapped(image.view(), palette, dither);
        for (int y = 0; y < 40; ++y) {
          for (int x = 0; x < count; ++x) {
            CAPTURE(format);
            CAPTURE(count);
            REQUIRE(color_at(back.view(), x, y) == color_at(image.view(), x, y));
          }
        }
      }
    }
  }
}

TEST_CASE("palette: more colours come nearer, and each pixel gets the nearest of them") {
  const Image image = gradient({160, 120}, rgb8);
  double before = 1000;
  for (const int count : {2, 4, 16, 64, 256}) {
    const auto palette = palette_of(image.view(), count);
    CHECK(static_cast<int>(palette.size()) <= count);
    CHECK(static_cast<int>(palette.size()) > count * 3 / 4);
    const Image plain = mapped(image.view(), palette, false);
    for (int y = 0; y < 120; y += 7) {
      for (int x = 0; x < 160; x += 3) {
        const auto distance = [&](const PaletteColor& color) {
          int sum = 0;
          for (std::size_t c = 0; c < 3; ++c) {
            const int difference = color[c] - color_at(image.view(), x, y)[c];
            sum += difference * difference;
          }
          return sum;
        };
        const auto nearest = std::min_element(palette.begin(), palette.end(),
                                              [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
        REQUIRE(distance(color_at(plain.view(), x, y)) == distance(*nearest));
      }
    }
    const double error = root_mean_square(image.view(), plain.view());
    CAPTURE(count);
    CHECK(error < before * 0.85);
    before = error;
  }
  CHECK(before < 6);
}

TEST_CASE("palette: dithering keeps the mean of a neighbourhood") {
  const Image image = gradient({160, 120}, gray8);
  const std::vector<PaletteColor> ends = {{0, 0, 0, 255}, {255, 255, 255, 255}};
  const double plain = root_mean_square(image.view(), mapped(image.view(), ends, false).view(), 8);
  const double dithered = root_mean_square(image.view(), mapped(image.view(), ends, true).view(), 8);
  CAPTURE(plain);
  CAPTURE(dithered);
  CHECK(plain > 50);
  CHECK(dithered < 5);
}

TEST_CASE("palette: a colour that the palette has stays flat beside one that is dithered") {
  const std::vector<PaletteColor> palette = {{0, 0, 0, 255}, {200, 200, 200, 255}, {255, 255, 255, 255}};
  Image image = Image::create({{40, 20}, PixelFormat::gray8}).value();
  for (int y = 0; y < image.height(); ++y) {
    std::fill_n(image.view().row(y), 20, std::uint8_t{100});
    std::fill_n(image.view().row(y) + 20, 20, std::uint8_t{202});
  }
  const Image result = mapped(image.view(), palette, true);
  int black = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < 20; ++x) black += result.view().row(y)[4 * x] == 0 ? 1 : 0;
    for (int x = 20; x < 40; ++x) CHECK(result.view().row(y)[4 * x] == 200);
  }
  CHECK(black > 150);
  CHECK(black < 250);
}

TEST_CASE("palette: small parts stay flat, large ones are dithered") {
  std::vector<PaletteColor> palette;
  for (int gray = 0; gray < 256; gray += 15) {
    const auto sample = static_cast<std::uint8_t>(gray);
    palette.push_back({sample, sample, sample, 255});
  }
  for (const int side : {1, 2, 3, 12}) {
    Image image = Image::create({{60, 60}, PixelFormat::gray8}).value();
    for (int y = 0; y < 60; ++y) {
      for (int x = 0; x < 60; ++x) image.view().row(y)[x] = (x / side + y / side) % 2 == 0 ? 21 : 129;
    }
    const Image plain = mapped(image.view(), palette, false);
    const Image dithered = mapped(image.view(), palette, true);
    int changed = 0;
    for (int y = 3; y < 60; ++y) {
      for (int x = 3; x < 57; ++x) changed += color_at(plain.view(), x, y) == color_at(dithered.view(), x, y) ? 0 : 1;
    }
    CAPTURE(side);
    if (side <= 3) CHECK(changed == 0);
    if (side == 12) CHECK(changed > 700);
  }
}

TEST_CASE("palette: the most frequent colours come first") {
  Image image = gradient({160, 120}, rgb8);
  for (int y = 0; y < 70; ++y) std::memset(image.view().row(y), 200, 3 * 160);
  const auto palette = palette_of(image.view(), 32);
  std::map<PaletteColor, int> pixels;
  const Image back = mapped(image.view(), palette, false);
  for (int y = 0; y < 120; ++y) {
    for (int x = 0; x < 160; ++x) ++pixels[color_at(back.view(), x, y)];
  }
  CHECK(palette[0] == PaletteColor{200, 200, 200, 255});
  CHECK(pixels[palette[1]] > pixels[palette.back()]);
}

TEST_CASE("palette: what alpha hides is one colour, the first, and lends its colour to nobody") {
  Image image = gradient({64, 64}, rgba8);
  for (int y = 0; y < 64; ++y) {
    for (int x = 0; x < 64; ++x) image.view().row(y)[4 * x + 3] = (x + y) % 3 == 0 ? 0 : 255;
  }
  for (const int count : {2, 5, 64}) {
    const auto palette = palette_of(image.view(), count);
    CHECK(palette[0] == PaletteColor{});
    CHECK(std::all_of(palette.begin() + 1, palette.end(), [](const PaletteColor& color) { return color[3] == 255; }));
    for (const bool dither : {false, true}) {
      const Image back = mapped(image.view(), palette, dither);
      for (int y = 0; y < 64; ++y) {
        for (int x = 0; x < 64; ++x) REQUIRE((back.view().row(y)[4 * x + 3] == 0) == ((x + y) % 3 == 0));
      }
    }
  }
  Image hidden = test::make_image({4, 4}, rgba8);
  for (int y = 0; y < 4; ++y) std::memset(hidden.view().row(y), 0, 16);
  CHECK(palette_of(hidden.view(), 16) == std::vector{PaletteColor{}});
  CHECK(color_at(mapped(hidden.view(), palette_of(hidden.view(), 16), true).view(), 3, 3) == PaletteColor{});
}

TEST_CASE("palette: photographs of every format, and the same colours each time") {
  for (const PixelFormat format : {gray8, gray_alpha8, rgb8, rgba8}) {
    const Image image = test::random_image({300, 200}, format, 3);
    const auto palette = palette_of(image.view(), 100);
    CHECK(palette.size() <= 100);
    CHECK(palette == palette_of(image.view(), 100));
    mapped(image.view(), palette, true);
  }
}

TEST_CASE("palette: refuses what it cannot do") {
  const Image image = test::random_image({4, 4}, rgb8, 1);
  const Image deep = test::make_image({4, 4}, rgb16);
  CHECK(choose_palette(image.view(), 1).error().code == ErrorCode::invalid_argument);
  CHECK(choose_palette(image.view(), 257).error().code == ErrorCode::invalid_argument);
  CHECK(choose_palette(image.view().crop(0, 0, {0, 4}), 16).error().code == ErrorCode::invalid_argument);
  CHECK(choose_palette(deep.view(), 16).error().code == ErrorCode::unsupported);
}

}  // namespace tbbimg
