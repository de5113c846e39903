#include "codecs/png/png_encoder.hpp"

#include <doctest/doctest.h>

#include "codecs/png/png_decoder.hpp"
#include "kernels/core/validate.hpp"
#include "tests/codecs/support/pictures.hpp"

using namespace tbbimg;

namespace {

const PngEncoder kEncoder;
const PngDecoder kDecoder;

}  // namespace

TEST_CASE("png encoder: what it writes decodes to the same") {
  for (const Size size : {Size{1, 40}, Size{40, 1}, Size{123, 45}, Size{700, 500}}) {
    for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::rgb8, PixelFormat::rgba8}) {
      const Image picture = test::make_picture(size, format);
      const Buffer file = kEncoder.encode(picture.view(), {}).value();
      CAPTURE(size);
      CAPTURE(format);
      CHECK(test::same_pixels(kDecoder.decode(file.bytes(), {}).value().image.view(), picture.view()));
      CHECK(test::to_bytes(kEncoder.encode(picture.view(), {}).value().bytes()) == test::to_bytes(file.bytes()));
      if (size.width > 500) CHECK(file.size() < picture.view().row_bytes() * static_cast<std::size_t>(size.height));
    }
  }
}

TEST_CASE("png encoder: gray with alpha") {
  const Image picture = test::make_picture({50, 30}, PixelFormat::gray_alpha8);
  const Buffer file = kEncoder.encode(picture.view(), {}).value();
  CHECK(kDecoder.probe(file.bytes()).value().model == ColorModel::gray);
  CHECK(kDecoder.probe(file.bytes()).value().alpha_channel);
  const auto decoded = kDecoder.decode(file.bytes(), {}).value();
  for (int y = 0; y < 30; ++y) {
    for (int x = 0; x < 50; ++x) {
      REQUIRE(int{decoded.image.view().row(y)[4 * x]} == int{picture.view().row(y)[2 * x]});
      REQUIRE(int{decoded.image.view().row(y)[4 * x + 3]} == int{picture.view().row(y)[2 * x + 1]});
    }
  }
}

TEST_CASE("png encoder: embeds a colour profile that fits, and leaves out a broken one") {
  const Image picture = test::make_picture({20, 20});
  EncodeOptions options;
  options.metadata = test::metadata_with(test::make_icc_profile("RGB ", 4000));
  const auto decoded = kDecoder.decode(kEncoder.encode(picture.view(), options).value().bytes(), {}).value();
  REQUIRE(decoded.metadata.icc_profile != nullptr);
  CHECK(*decoded.metadata.icc_profile == *options.metadata.icc_profile);

  const Image gray = test::make_picture({20, 20}, PixelFormat::gray8);
  CHECK(kDecoder.probe(kEncoder.encode(gray.view(), options).value().bytes()).value().icc_profile_bytes == 0);

  test::Bytes broken = test::make_icc_profile("RGB ", 4000);
  broken[0] = 0xFF;  // its length
  options.metadata = test::metadata_with(broken);
  const Buffer file = kEncoder.encode(picture.view(), options).value();
  CHECK(kDecoder.probe(file.bytes()).value().icc_profile_bytes == 0);
  CHECK(test::same_pixels(kDecoder.decode(file.bytes(), {}).value().image.view(), picture.view()));
}

TEST_CASE("png encoder: stops when asked to") {
  std::stop_source source;
  source.request_stop();
  EncodeOptions options;
  options.stop = source.get_token();
  CHECK(kEncoder.encode(test::make_picture({50, 50}).view(), options).error().code == ErrorCode::cancelled);
}

// Cells of noise that are twice as large again, so that two thirds of the pixels differ from their neighbours, in tiles
// that come again: what deflate's search for repetitions finds, and run lengths do not.
TEST_CASE("png encoder: a drawing that was scaled is compressed as one") {
  constexpr int kSide = 192;
  constexpr int kTile = 48;
  Image picture = Image::create({{kSide, kSide}, PixelFormat::rgb8}).value();
  const auto noise = [](int x, int y) {
    const std::uint32_t mixed =
        (static_cast<std::uint32_t>(x) * 73856093U) ^ (static_cast<std::uint32_t>(y) * 19349663U);
    return static_cast<std::uint8_t>((mixed * 2654435761U) >> 24U);
  };
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < 3 * kSide; ++x) {
      const int column = x / 3 % kTile;
      picture.view().row(y)[x] = noise(3 * (column - column % 3 / 2) + x % 3, y % kTile);
    }
  }
  const auto file = PngEncoder().encode(picture.view(), {});
  REQUIRE(file.has_value());
  CHECK(file->size() < std::size_t{3} * kTile * kSide);
}

TEST_CASE(
    "png encoder: indices are packed where that is smaller, and as many colours as there are need no palette of "
    "fewer") {
  const auto made = [](const Image& picture, const EncoderSettings& settings) {
    EncodeOptions options;
    options.settings = settings;
    const Buffer file = PngEncoder().encode(picture.view(), options).value();
    CHECK(PngDecoder().decode(file.bytes(), {}).value().image.shape().size == picture.shape().size);
    return std::pair(PngDecoder().probe(file.bytes()).value().bits_per_sample, file.bytes().size());
  };
  // Shapes of odd sizes, which repeat in bytes but not in halves of bytes; and noise, which is half as long when
  // packed.
  Image shapes = Image::create({{301, 200}, PixelFormat::rgb8}).value();
  Image noise = Image::create({{301, 200}, PixelFormat::rgb8}).value();
  std::uint32_t state = 1;
  for (int y = 0; y < 200; ++y) {
    for (int x = 0; x < 301; ++x) {
      const int shape = (x + y * y / 37) % 59 / 5;
      state = state * 1664525U + 1013904223U;
      const int chance = static_cast<int>(state >> 28U);
      for (int c = 0; c < 3; ++c) {
        shapes.view().row(y)[3 * x + c] = static_cast<std::uint8_t>(shape * (17 + c));
        noise.view().row(y)[3 * x + c] = static_cast<std::uint8_t>(chance * (13 + c));
      }
    }
  }
  const auto [shape_bits, shape_bytes] = made(shapes, {});
  CHECK(shape_bits == 8);
  CHECK(made(noise, {}).first == 4);
  CHECK(made(shapes, {{"colors", 16}}).second == shape_bytes);
  CHECK(made(noise, {{"colors", 4}}).second < made(noise, {}).second);
  // The same shapes in hundreds of colours, which become those few: what counts are the indices of these.
  for (int y = 0; y < 200; ++y) {
    for (int x = 0; x < 301; ++x) shapes.view().row(y)[3 * x] ^= static_cast<std::uint8_t>((x ^ y) % 2);
    shapes.view().row(y)[y] ^= static_cast<std::uint8_t>(2 + y % 2);
    shapes.view().row(y)[3 * y + 1] ^= static_cast<std::uint8_t>(y % 4);
    shapes.view().row(y)[3 * y + 2] ^= static_cast<std::uint8_t>(y / 4 % 4);
  }
  CHECK(made(shapes, {{"colors", 12}}).first == 8);
}

TEST_CASE("png encoder: fewer colours never make a larger file") {
  // Steps that all rows share, and blocks of more colours than there may be: dithered, both are larger.
  Image steps = test::make_noise({64, 256});
  Image blocks = Image::create({{160, 160}, PixelFormat::rgb8}).value();
  const Image chances = test::make_noise({20, 20});
  for (int y = 0; y < 256; ++y) {
    std::uint8_t* const row = steps.view().row(y);
    for (int x = 3; x < 3 * 64; ++x) row[x] = static_cast<std::uint8_t>(row[x % 3] + x / 3 * 3);
  }
  for (int y = 0; y < 160; ++y) {
    for (int x = 0; x < 3 * 160; ++x) blocks.view().row(y)[x] = chances.view().row(y / 8)[x / 24 * 3 + x % 3];
  }
  EncodeOptions options;
  for (const int colors : {16, 256}) {
    options.settings = {{"colors", colors}};
    CAPTURE(colors);
    for (const Image* const picture : {&steps, &blocks}) {
      const Buffer file = kEncoder.encode(picture->view(), options).value();
      CHECK(test::to_bytes(file.bytes()) == test::to_bytes(kEncoder.encode(picture->view(), {}).value().bytes()));
    }
    for (const PixelFormat format :
         {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8, PixelFormat::rgba8}) {
      for (const int side : {1, 3, 9, 16, 33, 100}) {
        CAPTURE(to_string(format));
        CAPTURE(side);
        for (const bool is_noise : {false, true}) {
          const Size size{side, side};
          const Image picture = is_noise ? test::make_noise(size, format) : test::make_picture(size, format);
          CHECK(kEncoder.encode(picture.view(), options)->size() <= kEncoder.encode(picture.view(), {})->size());
        }
      }
    }
  }
}

TEST_CASE("png encoder: fewer colours of what has a palette, or shades evenly, are no larger either") {
  const auto shaded = [](Size size, PixelFormat format, auto value) {
    Image image = Image::create({size, format}).value();
    for (int y = 0; y < size.height; ++y) {
      for (int x = 0; x < size.width; ++x) {
        for (int c = 0; c < channels(format); ++c) {
          image.view().row(y)[channels(format) * x + c] = static_cast<std::uint8_t>(value(x, y, c));
        }
      }
    }
    return image;
  };
  const std::vector<Image> pictures = [&] {
    std::vector<Image> made;
    // 256 colours, of which the palette takes more than the pixels do.
    made.push_back(
        shaded({32, 32}, PixelFormat::rgb8, [](int x, int y, int c) { return c == 0 ? x / 2 * 16 : y / 2 * 16; }));
    made.push_back(
        shaded({300, 200}, PixelFormat::gray_alpha8, [](int x, int y, int c) { return c == 0 ? x * 17 / 20 : y; }));
    made.push_back(shaded({300, 200}, PixelFormat::gray8, [](int x, int y, int) {
      return 255 - ((x - 150) * (x - 150) + (y - 100) * (y - 100)) / 128;
    }));
    return made;
  }();
  for (const Image& picture : pictures) {
    const std::size_t exact = kEncoder.encode(picture.view(), {})->size();
    for (const int colors : {4, 16, 64, 200}) {
      CAPTURE(to_string(picture.format()));
      CAPTURE(colors);
      EncodeOptions options;
      options.settings = {{"colors", colors}};
      CHECK(kEncoder.encode(picture.view(), options)->size() <= exact);
    }
  }
}

TEST_CASE("png encoder: a palette that takes more than it saves is left out") {
  Image icon = Image::create({{12, 12}, PixelFormat::gray_alpha8}).value();
  for (int y = 0; y < 12; ++y) {
    for (int x = 0; x < 24; ++x) icon.view().row(y)[x] = static_cast<std::uint8_t>(x % 2 == 0 ? 19 * y : 20 * (x / 2));
  }
  const Buffer file = kEncoder.encode(icon.view(), {}).value();
  CHECK(kDecoder.probe(file.bytes())->model == ColorModel::gray);
  CHECK(file.size() < 400);
  const Image back = kDecoder.decode(file.bytes(), {}).value().image;
  const int step = channels(back.format());
  for (int y = 0; y < 12; ++y) {
    for (int x = 0; x < 12; ++x) {
      CHECK(back.view().row(y)[step * x] == 19 * y);
      CHECK(back.view().row(y)[step * (x + 1) - 1] == 20 * x);
    }
  }
}
