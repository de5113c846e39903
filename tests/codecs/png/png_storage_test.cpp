// How few bits the PNG encoder takes, and that they give back every pixel.
#include <doctest/doctest.h>

#include <cstring>
#include <functional>

#include "codecs/png/png_decoder.hpp"
#include "codecs/png/png_encoder.hpp"
#include "tests/codecs/support/pictures.hpp"

using namespace tbbimg;

namespace {

using Rgba = std::array<std::uint8_t, 4>;

Image painted(Size size, PixelFormat format, const std::function<Rgba(int, int)>& color_at) {
  Image image = Image::create({size, format}).value();
  const int count = channels(format);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const Rgba color = color_at(x, y);
      std::uint8_t* const pixel = image.view().row(y) + x * count;
      pixel[0] = color[0];
      if (count == 2) pixel[1] = color[3];
      if (count > 2) std::memcpy(pixel, color.data(), static_cast<std::size_t>(count));
    }
  }
  return image;
}

Rgba pixel_of(ConstImageView image, int x, int y) {
  const int count = channels(image.format);
  const std::uint8_t* const pixel = image.row(y) + x * count;
  const std::uint8_t alpha = has_alpha(image.format) ? pixel[count - 1] : std::uint8_t{255};
  return is_gray(image.format) ? Rgba{pixel[0], pixel[0], pixel[0], alpha} : Rgba{pixel[0], pixel[1], pixel[2], alpha};
}

struct Stored {
  ColorModel model;
  int bits;
  bool alpha;
  friend bool operator==(const Stored&, const Stored&) = default;
};

// What is written of the picture, which comes back whole.
Stored stored(const Image& picture, const EncodeOptions& options = {}) {
  const Buffer file = PngEncoder().encode(picture.view(), options).value();
  const Image back = PngDecoder().decode(file.bytes(), {}).value().image;
  REQUIRE(back.shape().size == picture.shape().size);
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x) {
      CAPTURE(x);
      CAPTURE(y);
      REQUIRE(pixel_of(back.view(), x, y) == pixel_of(picture.view(), x, y));
    }
  }
  const ImageInfo info = PngDecoder().probe(file.bytes()).value();
  return {info.model, info.bits_per_sample, has_alpha(info.pixel_format)};
}

std::uint8_t byte(int value) { return static_cast<std::uint8_t>(value); }

}  // namespace

TEST_CASE("png storage: gray takes as many bits as its values need, from whatever format") {
  for (const PixelFormat format :
       {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8, PixelFormat::rgba8}) {
    for (const int bits : {1, 2, 4, 8}) {
      for (const int width : {1, 7, 8, 9, 300}) {
        const int levels = 1 << bits;
        const Image picture = painted({width, 256}, format, [levels](int x, int y) {
          const std::uint8_t value = byte((x + y) % levels * (255 / (levels - 1)));
          return Rgba{value, value, value, 255};
        });
        CAPTURE(format);
        CAPTURE(width);
        CHECK(stored(picture) == Stored{ColorModel::gray, bits, false});
      }
    }
  }
}

TEST_CASE("png storage: up to 256 colours become a palette of as few bits as they need") {
  for (const auto& [colors, bits] : {std::pair{2, 1}, {3, 2}, {4, 2}, {5, 4}, {16, 4}, {17, 8}, {256, 8}}) {
    for (const bool transparent : {false, true}) {
      const int count = colors;
      const Image picture = painted({37, 256}, PixelFormat::rgba8, [count, transparent](int x, int y) {
        const int index = (x * 7 + y) % count;
        return Rgba{byte(index), byte(255 - index), 9, byte(transparent && index % 2 == 0 ? index / 2 : 255)};
      });
      CAPTURE(count);
      CHECK(stored(picture) == Stored{ColorModel::palette, bits, transparent});
    }
  }
  const Image many = painted({257, 2}, PixelFormat::rgb8, [](int x, int) {
    return Rgba{byte(x), byte(x / 256), 0, 255};
  });
  CHECK(stored(many) == Stored{ColorModel::rgb, 8, false});
}

TEST_CASE("png storage: few grays that need more bits than a palette become one") {
  const Image picture = painted({20, 20}, PixelFormat::gray8, [](int x, int) {
    return Rgba{byte(x % 3 * 50), byte(x % 3 * 50), byte(x % 3 * 50), 255};
  });
  CHECK(stored(picture) == Stored{ColorModel::palette, 2, false});
}

TEST_CASE("png storage: an alpha channel stays only if it says something") {
  const auto photo = [](int alpha) {
    return painted({64, 64}, PixelFormat::rgba8, [alpha](int x, int y) {
      return Rgba{byte(4 * x), byte(4 * y), byte(x + y), byte(x == 63 && y == 63 ? alpha : 255)};
    });
  };
  CHECK(stored(photo(255)) == Stored{ColorModel::rgb, 8, false});
  CHECK(stored(photo(254)) == Stored{ColorModel::rgb, 8, true});
}

TEST_CASE("png storage: what an RGB profile describes stays coloured") {
  const Image picture = painted({256, 64}, PixelFormat::rgb8, [](int x, int y) {
    const std::uint8_t value = byte(((x * y + 7 * x) * 40503) >> 4);
    return Rgba{value, value, value, 255};
  });
  EncodeOptions options;
  options.metadata = test::metadata_with(test::make_icc_profile("RGB "));
  CHECK(stored(picture).model == ColorModel::gray);
  CHECK(stored(picture, options).model == ColorModel::palette);
  // And a gray one no palette: of three values, which need two bits.
  const Image gray = painted({20, 20}, PixelFormat::gray8, [](int x, int) {
    return Rgba{byte(x % 3 * 50), byte(x % 3 * 50), byte(x % 3 * 50), 255};
  });
  options.metadata = test::metadata_with(test::make_icc_profile("GRAY"));
  CHECK(stored(gray, options) == Stored{ColorModel::gray, 8, false});
  CHECK(PngDecoder().decode(PngEncoder().encode(gray.view(), options)->bytes(), {})->metadata.icc_profile != nullptr);
}

TEST_CASE("png storage: 16 bits come back bit by bit, and as 8 where those say the same") {
  for (const PixelFormat format :
       {PixelFormat::gray16, PixelFormat::gray_alpha16, PixelFormat::rgb16, PixelFormat::rgba16}) {
    for (const bool needed : {true, false}) {
      Image picture = Image::create({{33, 21}, format}).value();
      for (int y = 0; y < 21; ++y) {
        std::uint8_t* const row = picture.view().row(y);
        for (std::size_t i = 0; i < picture.view().row_bytes(); i += 2) {
          const std::size_t value = (i * 613 + static_cast<std::size_t>(y) * 997) % 256;
          row[i] = static_cast<std::uint8_t>(value);
          row[i + 1] = static_cast<std::uint8_t>(needed ? value * 7 : value);
        }
      }
      CAPTURE(format);
      const Buffer file = PngEncoder().encode(picture.view(), {}).value();
      CHECK(PngDecoder().probe(file.bytes())->bits_per_sample == (needed ? 16 : 8));
      DecodeOptions deep;
      deep.sixteen_bits = true;
      if (!needed || format == PixelFormat::gray_alpha16) continue;  // gray with alpha comes out as rgba
      CHECK(test::same_pixels(PngDecoder().decode(file.bytes(), deep)->image.view(), picture.view()));
    }
  }
}
