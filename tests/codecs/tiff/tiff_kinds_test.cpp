// What the pixels of a TIFF look like; tiff_decoder_test.cpp has where they lie.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <string_view>

#include "codecs/tiff/tiff_decoder.hpp"
#include "tests/codecs/support/tiff_writer.hpp"

using namespace tbbimg;
using test::Bytes;
using test::TiffOptions;
using test::TiffSamples;
using test::write_tiff;

namespace {

Result<DecodedImage> decode_kind(const Bytes& file) {
  DecodeOptions options;
  options.sixteen_bits = true;
  return TiffDecoder().decode(file, options);
}

/// Checks every sample of a picture: of one stored pixel, `expected` gives the samples.
void check_kind(const TiffSamples& picture, const TiffOptions& options, PixelFormat format,
                const std::function<std::vector<unsigned>(const std::uint64_t*)>& expected) {
  for (const bool planar : {false, true}) {
    for (const Size tile : {Size{}, Size{16, 16}}) {
      TiffOptions written = options;
      written.planar = planar;
      written.tile = tile;
      const auto decoded = decode_kind(write_tiff(picture, written));
      REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
      CAPTURE(options.bits);
      CAPTURE(planar);
      REQUIRE(decoded->image.shape() == ImageShape{picture.size, format});
      const TiffSamples actual = test::tiff_samples_of(decoded->image.view());
      const auto count = static_cast<std::size_t>(channels(format));
      for (std::size_t i = 0; i < picture.size.pixels(); ++i) {
        const auto wanted = expected(&picture.values[i * static_cast<std::size_t>(picture.samples)]);
        REQUIRE(wanted.size() == count);
        for (std::size_t c = 0; c < count; ++c) REQUIRE(actual.values[i * count + c] == wanted[c]);
      }
    }
  }
}

unsigned spread_exactly(std::uint64_t value, int bits) {
  const std::uint64_t max = (std::uint64_t{1} << static_cast<unsigned>(bits)) - 1;
  const std::uint64_t full = bits <= 8 ? 255 : 65535;
  return static_cast<unsigned>(
      std::llround(static_cast<double>(value) * static_cast<double>(full) / static_cast<double>(max)));
}

TiffSamples samples_of_floats(const std::vector<double>& values, int bits) {
  TiffSamples picture{{static_cast<int>(values.size()), 1}, 1, {}};
  for (const double value : values) {
    const auto pattern = std::bit_cast<std::uint32_t>(static_cast<float>(value));
    if (bits == 64) picture.values.push_back(std::bit_cast<std::uint64_t>(value));
    if (bits == 32) picture.values.push_back(pattern);
    const auto exponent = static_cast<int>(pattern >> 23U & 255U) - 127;
    const unsigned sign = pattern >> 31U;
    if (bits == 24) {
      const auto stored = static_cast<unsigned>(exponent == 128 ? 127 : std::max(exponent + 63, 0));
      picture.values.push_back(sign << 23U | stored << 16U | (pattern >> 7U & 65535U));
    }
    if (bits == 16) {
      const auto stored = static_cast<unsigned>(exponent == 128 ? 31 : std::max(exponent + 15, 0));
      picture.values.push_back(sign << 15U | stored << 10U | (pattern >> 13U & 1023U));
    }
  }
  return picture;
}

}  // namespace

TEST_CASE("tiff kinds: gray and RGB of 1 to 16 and of 32 bits, spread exactly") {
  for (int bits = 1; bits <= 32; bits = bits == 16 ? 32 : bits + 1) {
    for (const int samples : {1, 3}) {
      for (const bool lowest_bit_first : {false, true}) {
        // libtiff turns whole samples around, too.
        if (lowest_bit_first && bits >= 8) continue;
        TiffOptions options;
        options.bits = bits;
        options.lowest_bit_first = lowest_bit_first;
        options.photometric = samples == 1 ? 1 : 2;
        const PixelFormat format = samples == 1 ? PixelFormat::gray8 : PixelFormat::rgb8;
        check_kind(test::make_tiff_samples({45, 19}, samples, bits), options, bits > 8 ? sixteen_bits(format) : format,
                   [bits, samples](const std::uint64_t* pixel) {
                     std::vector<unsigned> wanted;
                     for (int s = 0; s < samples; ++s) wanted.push_back(spread_exactly(pixel[s], bits));
                     return wanted;
                   });
      }
    }
  }
}

TEST_CASE("tiff kinds: gray of which 0 is white") {
  for (const int bits : {1, 4, 8, 12, 16}) {
    TiffOptions options;
    options.bits = bits;
    options.photometric = 0;
    check_kind(test::make_tiff_samples({33, 9}, 1, bits), options, bits > 8 ? PixelFormat::gray16 : PixelFormat::gray8,
               [bits](const std::uint64_t* pixel) {
                 return std::vector{(bits > 8 ? 65535U : 255U) - spread_exactly(pixel[0], bits)};
               });
  }
}

TEST_CASE("tiff kinds: palettes of three conventions, and of 16 bits") {
  for (const int bits : {1, 2, 4, 8}) {
    const auto colors = std::uint32_t{1} << static_cast<unsigned>(bits);
    // The last one's first entry has no 8-bit form.
    for (const std::uint32_t factor : {257U, 256U, 1U, 0U}) {
      TiffOptions options;
      options.bits = bits;
      options.photometric = 3;
      options.tags = {{320, 3, {}}};
      const auto value = [](std::uint32_t i) { return (i * 37 + 11) % 256; };
      for (std::uint32_t i = 0; i < colors * 3; ++i) {
        options.tags[0].values.push_back(factor == 0 ? value(i) * 256 + 1 : value(i) * factor);
      }
      check_kind(test::make_tiff_samples({33, 9}, 1, bits), options,
                 factor == 0 ? PixelFormat::rgb16 : PixelFormat::rgb8, [&](const std::uint64_t* pixel) {
                   std::vector<unsigned> wanted;
                   for (std::uint32_t c = 0; c < 3; ++c) {
                     const unsigned v = value(c * colors + static_cast<std::uint32_t>(pixel[0]));
                     wanted.push_back(factor == 0 ? v * 256 + 1 : v);
                   }
                   return wanted;
                 });
    }
  }
}

TEST_CASE("tiff kinds: inks without a profile, as JPEG's") {
  for (const int bits : {8, 16}) {
    TiffOptions options;
    options.bits = bits;
    options.photometric = 5;
    const unsigned full = bits == 8 ? 255 : 65535;
    check_kind(test::make_tiff_samples({21, 9}, 4, bits), options, bits == 8 ? PixelFormat::rgb8 : PixelFormat::rgb16,
               [full](const std::uint64_t* pixel) {
                 std::vector<unsigned> wanted;
                 for (int c = 0; c < 3; ++c) {
                   const auto light = static_cast<double>((full - pixel[c]) * (full - pixel[3]));
                   wanted.push_back(static_cast<unsigned>(std::floor((light + full / 2) / full)));
                 }
                 return wanted;
               });
  }
}

TEST_CASE("tiff kinds: alpha, straight, premultiplied, and where the file does not say") {
  for (const int bits : {8, 16}) {
    for (const int colors : {1, 3}) {
      for (const std::uint32_t kind : {0U, 1U, 2U}) {
        TiffOptions options;
        options.bits = bits;
        options.photometric = colors == 1 ? 1 : 2;
        options.tags = {{338, 3, {kind}}};
        TiffSamples picture = test::make_tiff_samples({21, 9}, colors + 1, bits);
        picture.values[static_cast<std::size_t>(colors)] = 0;
        const std::uint64_t full = bits == 8 ? 255 : 65535;
        PixelFormat format = colors == 1 ? PixelFormat::gray_alpha8 : PixelFormat::rgba8;
        if (bits == 16) format = sixteen_bits(format);
        check_kind(picture, options, format, [=](const std::uint64_t* pixel) {
          std::vector<unsigned> wanted;
          const std::uint64_t alpha = pixel[colors];
          for (int c = 0; c < colors; ++c) {
            const std::uint64_t straight = alpha == 0 ? 0 : std::min(full, (pixel[c] * full + alpha / 2) / alpha);
            wanted.push_back(static_cast<unsigned>(kind == 1 ? straight : pixel[c]));
          }
          wanted.push_back(static_cast<unsigned>(alpha));
          return wanted;
        });
      }
    }
  }
}

TEST_CASE("tiff kinds: of several extra samples, the one that is said to be alpha") {
  for (const std::uint32_t kind : {0U, 2U}) {
    TiffOptions options;
    options.tags = {{338, 3, {0, kind, 0}}};
    check_kind(test::make_tiff_samples({21, 9}, 6, 8), options, PixelFormat::rgba8, [kind](const std::uint64_t* pixel) {
      std::vector<unsigned> wanted;
      for (int c = 0; c < 3; ++c) wanted.push_back(static_cast<unsigned>(pixel[c]));
      wanted.push_back(static_cast<unsigned>(pixel[kind == 0 ? 3 : 4]));
      return wanted;
    });
  }
}

TEST_CASE("tiff kinds: floating point from 0 to 1") {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> values = {0,     0.25, 0.5,      1,         2,   -1,           0.75,
                                      0.125, 1e-5, infinity, -infinity, -0., std::nan(""), 0.9375};
  for (const int bits : {16, 24, 32, 64}) {
    TiffOptions options;
    options.bits = bits;
    options.photometric = 1;
    options.tags = {{339, 3, {3}}};
    for (const bool big_endian : {false, true}) {
      options.big_endian = big_endian;
      const auto decoded = decode_kind(write_tiff(samples_of_floats(values, bits), options));
      REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
      REQUIRE(decoded->image.format() == PixelFormat::gray16);
      const TiffSamples actual = test::tiff_samples_of(decoded->image.view());
      for (std::size_t i = 0; i < values.size(); ++i) {
        const double clamped = values[i] > 0 ? std::min(values[i], 1.0) : 0;
        CAPTURE(bits);
        CAPTURE(values[i]);
        CHECK(std::abs(static_cast<double>(actual.values[i]) - clamped * 65535) <= (values[i] == 1e-5 ? 1.0 : 0.5));
      }
    }
  }
}

TEST_CASE("tiff kinds: YCbCr, subsampled and not") {
  TiffOptions options;
  options.photometric = 6;
  options.tags = {{530, 3, {1, 1}}};
  const auto gray = [](const std::uint64_t* pixel) { return std::vector(3, static_cast<unsigned>(pixel[0])); };
  TiffSamples picture = test::make_tiff_samples({21, 9}, 3, 8);
  for (std::size_t i = 0; i < picture.values.size(); i += 3) picture.values[i + 1] = picture.values[i + 2] = 128;
  for (const int rows : {0, 4}) {
    options.rows_per_strip = rows;
    for (const std::uint32_t orientation : {1U, 2U, 4U, 6U}) {
      options.tags.resize(1);
      options.tags.push_back({274, 3, {orientation}});
      options.planar = false;
      const auto decoded = decode_kind(write_tiff(picture, options));
      REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
      const TiffSamples actual = test::tiff_samples_of(decoded->image.view());
      for (std::size_t i = 0; i < picture.size.pixels(); ++i) {
        REQUIRE(actual.values[3 * i] == gray(&picture.values[3 * i])[0]);
      }
    }
  }
  // 2 x 2: four luma samples, one of each chroma; 4 x 2 pixels are two such units, which here are "pixels" of 6
  // samples.
  TiffOptions units;
  units.photometric = 6;
  units.tags = {{256, 4, {4}}, {257, 4, {2}}, {258, 3, {8, 8, 8}}, {277, 3, {3}}, {278, 4, {2}}, {530, 3, {2, 2}}};
  const auto decoded =
      decode_kind(write_tiff({{2, 1}, 6, {10, 20, 30, 40, 128, 128, 50, 60, 70, 80, 128, 128}}, units));
  REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
  const TiffSamples actual = test::tiff_samples_of(decoded->image.view());
  const std::vector<std::uint64_t> lumas = {10, 20, 50, 60, 30, 40, 70, 80};
  for (std::size_t i = 0; i < lumas.size(); ++i) CHECK(actual.values[3 * i + 1] == lumas[i]);
}

TEST_CASE("tiff kinds: compressions, in small strips and in one") {
  const Image gray = test::make_picture({203, 77}, PixelFormat::gray8);
  const Image rgb = test::make_picture({203, 77});
  TiffOptions of_gray;
  of_gray.photometric = 1;
  for (const int rows : {8, 16, 77}) {
    for (const int compression : {1, 5, 8, 32946, 32773}) {
      const auto decoded = decode_kind(test::write_compressed_tiff(rgb.view(), compression, rows));
      REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
      CHECK(test::same_pixels(decoded->image.view(), rgb.view()));
    }
    for (const int compression : {2, 3, 4}) {
      const auto decoded = decode_kind(test::write_compressed_tiff(gray.view(), compression, rows));
      REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
      REQUIRE(decoded->image.format() == PixelFormat::gray8);
      for (int y = 0; y < 77; ++y) {
        for (int x = 0; x < 203; ++x)
          REQUIRE((decoded->image.view().row(y)[x] == 255) == (gray.view().row(y)[x] > 127));
      }
    }
    if (rows % 16 != 0) continue;
    TiffOptions ycbcr;
    ycbcr.photometric = 6;
    const auto decoded = decode_kind(test::write_compressed_tiff(rgb.view(), 7, rows, ycbcr));
    REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
    CHECK(test::psnr(decoded->image.view(), rgb.view()) > 28);
    const auto plain = decode_kind(test::write_compressed_tiff(gray.view(), 7, rows, of_gray));
    REQUIRE_MESSAGE(plain.has_value(), plain.error().message.text());
    CHECK(test::psnr(plain->image.view(), gray.view()) > 30);
  }
}

TEST_CASE("tiff kinds: damaged data fails") {
  const Image gray = test::make_picture({203, 77}, PixelFormat::gray8);
  for (const int compression : {3, 4, 8}) {
    TiffOptions options;
    options.photometric = 1;
    Bytes file = test::write_compressed_tiff(gray.view(), compression, 77, options);
    // The strip comes first.
    std::fill_n(file.begin() + 40, 30, std::uint8_t{0x5A});
    const auto decoded = decode_kind(file);
    CAPTURE(compression);
    REQUIRE_FALSE(decoded.has_value());
    CHECK(decoded.error().code == ErrorCode::corrupt_data);
    CHECK(decoded.error().kind == ErrorKind::damaged);
  }
}

TEST_CASE("tiff kinds: data that end before the last row fail") {
  const Image gray = test::make_picture({203, 77}, PixelFormat::gray8);
  for (const int compression : {1, 2, 3, 4, 5, 7, 8, 32773}) {
    TiffOptions options;
    options.photometric = 1;
    Bytes file = test::write_compressed_tiff(gray.view(), compression, 80, options);
    REQUIRE(decode_kind(file).has_value());
    constexpr std::array<std::uint8_t, 8> kByteCount = {0x17, 0x01, 4, 0, 1, 0, 0, 0};
    const auto entry = std::search(file.begin(), file.end(), kByteCount.begin(), kByteCount.end());
    REQUIRE(entry != file.end());
    const int bytes = entry[8] + 256 * entry[9];
    entry[8] = static_cast<std::uint8_t>(bytes / 2 % 256);
    entry[9] = static_cast<std::uint8_t>(bytes / 2 / 256);
    CAPTURE(compression);
    // Of pixels that are not compressed, libtiff works the length out.
    const auto decoded = decode_kind(file);
    REQUIRE(decoded.has_value() == (compression == 1));
    if (!decoded) CHECK(decoded.error().kind == ErrorKind::damaged);
  }
}

TEST_CASE("tiff kinds: what is not supported says which kind it is") {
  const auto refuse = [](const TiffOptions& options, std::string_view word, int samples = 3) {
    const auto decoded = decode_kind(write_tiff(test::make_tiff_samples({4, 4}, samples, options.bits), options));
    REQUIRE_FALSE(decoded.has_value());
    CAPTURE(decoded.error().message.text());
    CHECK(decoded.error().code == ErrorCode::unsupported);
    CHECK(decoded.error().message.text().find(word) != std::string::npos);
  };
  for (const auto& [photometric, word] : {std::pair{8, "CIE L*a*b*"},
                                          {9, "ICC L*a*b*"},
                                          {10, "ITU L*a*b*"},
                                          {32803, "filter array"},
                                          {32844, "LogL"},
                                          {32845, "LogLuv"},
                                          {4, "mask"},
                                          {99, "99"}}) {
    TiffOptions options;
    options.photometric = photometric;
    refuse(options, word);
  }
  TiffOptions options;
  options.tags = {{339, 3, {2, 2, 2}}};
  refuse(options, "sign");
  options.tags = {{259, 3, {34712}}};
  refuse(options, "JPEG 2000");
  options.tags = {{259, 3, {12345}}};
  refuse(options, "12345");
  options.tags = {{50706, 1, {1, 4, 0, 0}}};
  refuse(options, "raw");
  options.tags = {{254, 4, {1}}, {330, 4, {8}}};
  refuse(options, "raw");
  options.tags = {};
  options.bits = 17;
  refuse(options, "17 bits");
  options.bits = 8;
  options.photometric = 5;
  options.tags = {{332, 3, {2}}};
  refuse(options, "inks", 4);
}
