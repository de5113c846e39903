#include "codecs/png/png_decoder.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <string_view>

#include "tests/codecs/support/png_writer.hpp"

using namespace tbbimg;
using test::Bytes;
using test::PngOptions;
using test::write_png;

namespace {

const PngDecoder kDecoder;

Image decode(const Bytes& file) {
  auto decoded = kDecoder.decode(file, {});
  REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
  return std::move(decoded->image);
}

// What decoding must give for `picture`: gray with alpha as rgba.
Image as_decoded(ConstImageView picture) {
  const bool is_widened = picture.format == PixelFormat::gray_alpha8;
  Image image = Image::create({picture.size(), is_widened ? PixelFormat::rgba8 : picture.format}).value();
  for (int y = 0; y < picture.height; ++y) {
    if (!is_widened) std::memcpy(image.view().row(y), picture.row(y), picture.row_bytes());
    for (int x = 0; is_widened && x < picture.width; ++x) {
      const std::uint8_t* from = picture.row(y) + 2 * x;
      std::uint8_t* to = image.view().row(y) + 4 * x;
      to[0] = to[1] = to[2] = from[0];
      to[3] = from[1];
    }
  }
  return image;
}

// Samples of `levels` values only, as few bits can hold.
Image coarse_picture(Size size, PixelFormat format, int bits) {
  Image image = test::make_picture(size, format);
  const int levels = (1 << bits) - 1;
  for (int y = 0; y < size.height; ++y) {
    for (std::size_t i = 0; i < image.view().row_bytes(); ++i) {
      std::uint8_t& sample = image.view().row(y)[i];
      sample = static_cast<std::uint8_t>((sample >> (8 - bits)) * 255 / levels);
    }
  }
  return image;
}

}  // namespace

TEST_CASE("png decoder: one picture in several encodings") {
  for (const Size size : {Size{1, 1}, Size{3, 5}, Size{8, 8}, Size{33, 17}}) {
    for (const PixelFormat format :
         {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8, PixelFormat::rgba8}) {
      const Image picture = test::make_picture(size, format);
      const Image expected = as_decoded(picture.view());
      for (const bool interlaced : {false, true}) {
        for (const int bit_depth : {8, 16}) {
          CAPTURE(size);
          CAPTURE(format);
          CAPTURE(interlaced);
          CAPTURE(bit_depth);
          PngOptions options;
          options.interlaced = interlaced;
          options.bit_depth = bit_depth;
          CHECK(test::same_pixels(decode(write_png(picture.view(), options)).view(), expected.view()));
        }
      }
    }
  }
}

TEST_CASE("png decoder: gray of few bits is spread over the whole range") {
  for (const int bits : {1, 2, 4}) {
    for (const bool interlaced : {false, true}) {
      const Image picture = coarse_picture({21, 13}, PixelFormat::gray8, bits);
      PngOptions options;
      options.bit_depth = bits;
      options.interlaced = interlaced;
      CAPTURE(bits);
      CHECK(test::same_pixels(decode(write_png(picture.view(), options)).view(), picture.view()));
    }
  }
}

TEST_CASE("png decoder: palettes, with and without transparency") {
  for (const PixelFormat format : {PixelFormat::rgb8, PixelFormat::rgba8}) {
    for (const bool interlaced : {false, true}) {
      const Image picture = coarse_picture({19, 11}, format, 2);
      PngOptions options;
      options.palette = true;
      options.interlaced = interlaced;
      const Bytes file = write_png(picture.view(), options);
      CHECK(kDecoder.probe(file).value().model == ColorModel::palette);
      CHECK(test::same_pixels(decode(file).view(), picture.view()));
    }
  }
}

TEST_CASE("png decoder: a gray value can be transparent") {
  const Image picture = coarse_picture({16, 16}, PixelFormat::gray8, 2);
  PngOptions options;
  options.transparent_gray = 85;
  const Image image = decode(write_png(picture.view(), options));
  REQUIRE(image.format() == PixelFormat::rgba8);
  int transparent = 0;
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 16; ++x) {
      const std::uint8_t gray = picture.view().row(y)[x];
      const std::uint8_t* pixel = image.view().row(y) + 4 * x;
      CHECK(int{pixel[0]} == int{gray});
      CHECK(int{pixel[3]} == (gray == 85 ? 0 : 255));
      transparent += pixel[3] == 0 ? 1 : 0;
    }
  }
  CHECK(transparent > 0);
}

TEST_CASE("png decoder: a transparent colour in front of a suggested palette is dropped, as libpng does") {
  const Image picture = test::make_picture({9, 7}, PixelFormat::rgb8);
  const Bytes file = write_png(picture.view());
  const Bytes with_palette = test::insert_png_chunk(file, "PLTE", Bytes{1, 2, 3, 4, 5, 6});
  CHECK(test::same_pixels(decode(with_palette).view(), picture.view()));
  const std::uint8_t* const first = picture.view().row(0);
  const Bytes key = {0, first[0], 0, first[1], 0, first[2]};
  CHECK(decode(test::insert_png_chunk(file, "tRNS", key)).format() == PixelFormat::rgba8);
  const Bytes in_front = test::insert_png_chunk(with_palette, "tRNS", key);
  CHECK(kDecoder.probe(in_front).value().pixel_format == PixelFormat::rgb8);
  CHECK(test::same_pixels(decode(in_front).view(), picture.view()));
  CHECK(kDecoder.decode(in_front, {})->warnings == std::vector{DecodeWarning{DecodeWarningKind::lost_transparency}});
  CHECK(kDecoder.decode(with_palette, {})->warnings.empty());
  // With its checksum, a tRNS loses its meaning: which pixels are transparent is not known any more.
  Bytes damaged = test::insert_png_chunk(file, "tRNS", key);
  damaged[33 + 8 + 1] ^= 0x10;
  CHECK_FALSE(kDecoder.decode(damaged, {}).has_value());
}

TEST_CASE("png decoder: a pixel of a colour that the palette lacks is an error, not black") {
  for (const bool interlaced : {false, true}) {
    for (const int bits : {1, 2, 8}) {
      PngOptions options;
      options.palette = true;
      options.interlaced = interlaced;
      const Bytes file = write_png(coarse_picture({19, 11}, PixelFormat::rgb8, bits).view(), options);
      constexpr std::string_view kType = "PLTE";
      const auto type = std::search(file.begin(), file.end(), kType.begin(), kType.end());
      const auto at = static_cast<std::size_t>(type - file.begin());
      const std::size_t bytes = std::size_t{file[at - 2]} * 256 + file[at - 1];
      const Bytes palette(type + 4, type + 4 + static_cast<std::ptrdiff_t>(bytes));
      Bytes without(file.begin(), type - 4);
      without.insert(without.end(), type + 4 + static_cast<std::ptrdiff_t>(bytes) + 4, file.end());
      CHECK(kDecoder.decode(test::insert_png_chunk(without, kType, palette), {}).has_value());
      const auto decoded =
          kDecoder.decode(test::insert_png_chunk(without, kType, std::span(palette).first(bytes - 3)), {});
      CAPTURE(bits);
      REQUIRE_FALSE(decoded.has_value());
      CHECK(decoded.error().code == ErrorCode::corrupt_data);
      CHECK(decoded.error().message.text().find("palette") != std::string::npos);
    }
  }
}

TEST_CASE("png decoder: Apple's kind of PNG is named") {
  Bytes file = test::insert_png_chunk(write_png(test::make_picture({9, 7}).view()), "CgBI", Bytes{0, 0, 0, 0});
  std::rotate(file.begin() + 8, file.begin() + 33, file.begin() + 49);  // in front of the header
  CHECK(kDecoder.probe(file).error().code == ErrorCode::unsupported);
  const auto decoded = kDecoder.decode(file, {});
  REQUIRE_FALSE(decoded.has_value());
  CHECK(decoded.error().code == ErrorCode::unsupported);
  CHECK(decoded.error().message.text().find("CgBI") != std::string::npos);
}

TEST_CASE("png decoder: probes what the header says") {
  const Image picture = test::make_picture({30, 20}, PixelFormat::rgba8);
  PngOptions options;
  options.interlaced = true;
  options.bit_depth = 16;
  options.exif = test::make_exif(8);
  options.icc_profile = test::make_icc_profile("RGB ");
  const Bytes file = write_png(picture.view(), options);
  const ImageInfo info = kDecoder.probe(file).value();
  CHECK(info.format == "png");
  CHECK(info.stored_size == Size{30, 20});
  CHECK(info.pixel_format == PixelFormat::rgba8);
  CHECK(info.bits_per_sample == 16);
  CHECK(info.model == ColorModel::rgb);
  CHECK(info.alpha_channel);
  CHECK(info.exif.orientation == Orientation::rotate_270);
  CHECK(info.progressive);
  CHECK(info.frames == 1);
  CHECK(info.icc_profile_bytes == options.icc_profile.size());
  CHECK(info.exif_bytes == options.exif.size());
  constexpr std::string_view kType = "IDAT";
  const auto data =
      static_cast<std::size_t>(std::search(file.begin(), file.end(), kType.begin(), kType.end()) - file.begin());
  CHECK(kDecoder.probe(std::span(file).first(data + 4)).has_value());
}

TEST_CASE("png decoder: EXIF as text, as ImageMagick wrote it") {
  const Bytes exif = test::make_exif(6);
  std::string hex = "\nexif\n    " + std::to_string(exif.size()) + "\n";
  for (std::size_t i = 0; i < exif.size(); ++i) {
    constexpr char kDigits[] = "0123456789abcdef";
    hex += {kDigits[exif[i] >> 4U], kDigits[exif[i] & 15U]};
    if (i % 36 == 35) hex += '\n';
  }
  const Bytes picture = write_png(test::make_picture({9, 7}).view());
  const auto probe_with = [&picture](std::string_view type, const std::string& text) {
    const Bytes file = test::insert_png_chunk(picture, type, Bytes(text.begin(), text.end()));
    return kDecoder.probe(file).value();
  };
  using namespace std::string_literals;
  const std::string keyword = "Raw profile type exif\0"s;
  std::string packed(1000, '\0');
  uLongf bytes = packed.size();
  REQUIRE(compress(reinterpret_cast<Bytef*>(packed.data()), &bytes, reinterpret_cast<const Bytef*>(hex.data()),
                   hex.size()) == Z_OK);
  packed.resize(bytes);
  CHECK(probe_with("tEXt", keyword + hex).exif.orientation == Orientation::rotate_90);
  CHECK(probe_with("tEXt", keyword + hex).exif_bytes == exif.size());
  CHECK(probe_with("zTXt", keyword + '\0' + packed).exif.orientation == Orientation::rotate_90);
  CHECK(probe_with("tEXt", "Raw profile type APP1\0"s + hex).exif.orientation == Orientation::rotate_90);
  // What does not hold together costs nothing but the orientation.
  for (const std::string& broken : {keyword, keyword + "\nexif\n", keyword + "\nexif\n 3\nzz", keyword + hex + "00",
                                    keyword + "\nexif\n 99999999999999999999\n00", "Raw profile type iptc\0"s + hex}) {
    CHECK(probe_with("tEXt", broken).exif.orientation == Orientation::upright);
  }
  CHECK(probe_with("zTXt", keyword + '\0' + packed.substr(0, packed.size() / 2)).exif_bytes == 0);
  CHECK(probe_with("zTXt", keyword).exif_bytes == 0);
  // The chunk that is meant for it counts for more.
  PngOptions options;
  options.exif = test::make_exif(8);
  const std::string text = keyword + hex;
  const Bytes both = test::insert_png_chunk(write_png(test::make_picture({9, 7}).view(), options), "tEXt",
                                            Bytes(text.begin(), text.end()));
  CHECK(kDecoder.probe(both).value().exif.orientation == Orientation::rotate_270);
}

TEST_CASE("png decoder: a window declared too small is no damage") {
  // Repetitions 20,000 bytes apart, behind a header of zlib that declares a window of 256 bytes.
  const Image noise = test::make_picture({2000, 20}, PixelFormat::gray8);
  Image picture = Image::create({{2000, 40}, PixelFormat::gray8}).value();
  for (int y = 0; y < 40; ++y) std::memcpy(picture.view().row(y), noise.view().row(y % 10), 2000);
  Bytes file = write_png(picture.view());
  constexpr std::string_view kType = "IDAT";
  const auto at = std::search(file.begin(), file.end(), kType.begin(), kType.end());
  REQUIRE(at != file.end());
  const auto begin = static_cast<std::size_t>(at - file.begin());
  const std::size_t length = (std::size_t{file[begin - 2]} << 8U) | file[begin - 1];
  file[begin + 4] = 0x08;
  file[begin + 5] = static_cast<std::uint8_t>(31 - (0x08 * 256) % 31);
  const auto crc = static_cast<std::uint32_t>(crc32(0, &file[begin], static_cast<uInt>(length + 4)));
  for (std::size_t i = 0; i < 4; ++i) file[begin + 4 + length + i] = static_cast<std::uint8_t>(crc >> (24 - 8 * i));
  CHECK(test::same_pixels(decode(file).view(), picture.view()));
}

TEST_CASE("png decoder: the colour profile is kept if it fits the pixels") {
  PngOptions options;
  options.icc_profile = test::make_icc_profile("RGB ", 5000);
  const auto decoded = kDecoder.decode(write_png(test::make_picture({9, 9}).view(), options), {}).value();
  REQUIRE(decoded.metadata.icc_profile != nullptr);
  CHECK(*decoded.metadata.icc_profile == options.icc_profile);
  options.icc_profile = test::make_icc_profile("GRAY");
  const Image gray = test::make_picture({9, 9}, PixelFormat::gray8);
  CHECK(kDecoder.decode(write_png(gray.view(), options), {}).value().metadata.icc_profile != nullptr);
  // Gray with alpha comes out as rgba.
  const Image gray_alpha = test::make_picture({9, 9}, PixelFormat::gray_alpha8);
  CHECK(kDecoder.decode(write_png(gray_alpha.view(), options), {}).value().metadata.icc_profile == nullptr);
}

TEST_CASE("png decoder: a file cut at any byte fails, unless it has all pixels") {
  for (const bool interlaced : {false, true}) {
    PngOptions options;
    options.interlaced = interlaced;
    const Bytes file = write_png(test::make_picture({13, 7}).view(), options);
    for (std::size_t length = 0; length < file.size(); ++length) {
      const Bytes part(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
      CAPTURE(length);
      const auto decoded = kDecoder.decode(part, {});
      // A checksum, and the end chunk.
      if (length + 16 >= file.size()) {
        REQUIRE(decoded.has_value());
        CHECK(decoded->warnings == std::vector{DecodeWarning{DecodeWarningKind::missing_end}});
        CHECK(test::same_pixels(decoded->image.view(), decode(file).view()));
        continue;
      }
      REQUIRE_FALSE(decoded.has_value());
      REQUIRE(decoded.error().code == ErrorCode::corrupt_data);
    }
  }
}

TEST_CASE("png decoder: a flipped bit anywhere fails, except where it costs nothing") {
  PngOptions options;
  options.text = {'t', 'e', 's', 't', 0, 'a'};
  const Bytes file = write_png(test::make_picture({13, 7}).view(), options);
  const Image expected = decode(file);
  const std::size_t text_begin = 33;
  const std::size_t text_end = text_begin + 12 + options.text.size();
  for (std::size_t i = 0; i < file.size(); ++i) {
    Bytes flipped = file;
    flipped[i] ^= 0x10;
    const auto decoded = kDecoder.decode(flipped, {});
    CAPTURE(i);
    const bool in_text = i >= text_begin + 8 && i < text_end;
    if (in_text) {
      REQUIRE(decoded.has_value());
      CHECK(test::same_pixels(decoded->image.view(), expected.view()));
    } else if (decoded.has_value() && !decoded->warnings.empty() &&
               decoded->warnings.back().kind == DecodeWarningKind::missing_end) {
      // The length of a chunk, by which it ends behind the file, although all pixels are there.
      CHECK(i >= text_end);
      CHECK(test::same_pixels(decoded->image.view(), expected.view()));
    } else if (decoded.has_value()) {
      // The type of the text chunk: another chunk that is not needed, either.
      CHECK((i >= text_begin && i < text_begin + 8));
    }
  }
}

TEST_CASE("png decoder: a wrong checksum of the pixels fails although all of them are there") {
  const Bytes file = write_png(test::make_picture({4, 4}, PixelFormat::gray8).view());
  constexpr std::string_view kType = "IDAT";
  const auto type = std::search(file.begin(), file.end(), kType.begin(), kType.end());
  const auto at = static_cast<std::size_t>(type - file.begin());
  const std::span data(file.data() + at + 4, file[at - 1]);
  Bytes checksum = test::to_bytes(data.last(4));  // Adler-32
  Bytes without(file.begin(), type - 4);
  without.insert(without.end(), file.end() - 12, file.end());
  // In a chunk of its own: it is read after the last row, when libpng merely warns.
  const auto with_checksum = [&](const Bytes& sum) {
    return test::insert_png_chunk(test::insert_png_chunk(without, kType, sum), kType, data.first(data.size() - 4));
  };
  CHECK(kDecoder.decode(with_checksum(checksum), {}).has_value());
  checksum[2] ^= 0x01;
  const auto decoded = kDecoder.decode(with_checksum(checksum), {});
  REQUIRE_FALSE(decoded.has_value());
  CHECK(decoded.error().code == ErrorCode::corrupt_data);
}

TEST_CASE("png decoder: 16 bits are rounded to 8, not cut off") {
  const Image picture = test::make_picture({40, 30});
  for (const int low_byte : {0, 100, 128, 255}) {
    PngOptions options;
    options.bit_depth = 16;
    options.low_byte = static_cast<std::uint8_t>(low_byte);
    const Image image = decode(write_png(picture.view(), options));
    for (int y = 0; y < 30; ++y) {
      for (std::size_t i = 0; i < picture.view().row_bytes(); ++i) {
        const int stored = picture.view().row(y)[i] * 256 + low_byte;
        CAPTURE(stored);
        REQUIRE(int{image.view().row(y)[i]} == (stored * 255 + 32767) / 65535);
      }
    }
  }
}

TEST_CASE("png decoder: limits hold before anything is allocated") {
  const Bytes file = write_png(test::make_picture({40, 20}).view());
  const auto error_with = [&file](Limits limits) { return kDecoder.decode(file, {{}, limits, {}, {}}).error().code; };
  Limits limits;
  limits.max_pixels = 799;
  CHECK(error_with(limits) == ErrorCode::limit_exceeded);
  limits = {};
  limits.max_side = 39;
  CHECK(error_with(limits) == ErrorCode::limit_exceeded);
  limits = {};
  limits.max_decoded_bytes = 2399;
  CHECK(error_with(limits) == ErrorCode::limit_exceeded);
  limits = {};
  limits.max_file_bytes = 50;
  CHECK(error_with(limits) == ErrorCode::limit_exceeded);

  // A header of 2,147,483,647 x 2,147,483,647, its checksum right.
  const std::uint8_t header[] = {0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 8, 2, 0, 0, 0};
  Bytes huge = test::insert_png_chunk(file, "IHDR", header);
  huge.erase(huge.begin() + 8, huge.begin() + 33);
  CHECK(kDecoder.decode(huge, {}).error().code == ErrorCode::limit_exceeded);
  CHECK(kDecoder.probe(huge).value().stored_size == Size{2147483647, 2147483647});
}

TEST_CASE("png decoder: stops when asked to") {
  std::stop_source source;
  source.request_stop();
  DecodeOptions options;
  options.stop = source.get_token();
  CHECK(kDecoder.decode(write_png(test::make_picture({50, 50}).view()), options).error().code == ErrorCode::cancelled);
}
