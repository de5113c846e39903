#include "codecs/jpeg/jpeg_decoder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "tests/codecs/support/jpeg_decoding.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

namespace {

constexpr JpegOptions::Color kCmyk = JpegOptions::Color::cmyk;
constexpr JpegOptions::Color kYcck = JpegOptions::Color::ycck;

}  // namespace

TEST_CASE("jpeg decoder: gives what libjpeg gives, for all kinds of files and scales") {
  for (const Size size : {Size{1, 1}, Size{7, 9}, Size{16, 16}, Size{67, 41}, Size{129, 100}}) {
    for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::rgb8}) {
      const Image picture = test::make_picture(size, format);
      for (const Size subsampling : {Size{1, 1}, Size{2, 1}, Size{1, 2}, Size{2, 2}, Size{4, 1}}) {
        for (const int kind : {0, 1, 2, 3, 4, 5}) {
          JpegOptions options;
          options.chroma_subsampling = subsampling;
          options.progressive = kind == 1 || kind == 5;
          options.one_scan_per_component = kind == 2;
          options.restart_interval = kind == 3 ? 2 : 0;
          options.arithmetic = kind == 4 || kind == 5;
          const Bytes file = write_jpeg(picture.view(), options);
          for (const int scale : {1, 2, 4, 8}) {
            const Size expected{(size.width * scale + 7) / 8, (size.height * scale + 7) / 8};
            CAPTURE(size);
            CAPTURE(format);
            CAPTURE(subsampling);
            CAPTURE(kind);
            CAPTURE(scale);
            const Image image = decode(file, expected);
            // Small sizes may be reached by a smaller scale as well.
            if (image.shape().size != expected) continue;
            const int used = scale == 8 || decode(file, {expected.width, 1}).shape().size == expected ? scale : 0;
            if (used == 0) continue;
            int smallest = scale;
            for (const int s : {4, 2, 1}) {
              if ((size.width * s + 7) / 8 >= expected.width && (size.height * s + 7) / 8 >= expected.height)
                smallest = s;
            }
            CHECK(test::same_pixels(image.view(), test::read_jpeg_plainly(file, std::min(scale, smallest)).view()));
          }
        }
      }
    }
  }
}

TEST_CASE("jpeg decoder: probes what the header says") {
  const Image picture = test::make_picture({70, 50});
  JpegOptions options;
  options.chroma_subsampling = {2, 2};
  options.progressive = true;
  options.exif = test::make_exif_with_prefix(6);
  options.icc_profile = test::make_icc_profile("RGB ", 70'000);
  const Bytes file = write_jpeg(picture.view(), options);
  const ImageInfo info = kDecoder.probe(file).value();
  CHECK(info.format == "jpeg");
  CHECK(info.stored_size == Size{70, 50});
  CHECK(info.upright_size() == Size{50, 70});
  CHECK(info.pixel_format == PixelFormat::rgb8);
  CHECK(info.bits_per_sample == 8);
  CHECK(info.model == ColorModel::ycbcr);
  CHECK(info.chroma_subsampling == Size{2, 2});
  CHECK(info.chroma_subsampling == Size{2, 2});
  CHECK(info.exif.orientation == Orientation::rotate_90);
  CHECK(info.progressive);
  CHECK(info.multiple_scans);
  CHECK(info.frames == 1);
  CHECK(info.icc_profile_bytes == options.icc_profile.size());
  CHECK(info.exif_bytes == options.exif.size());
  // The header is enough.
  const std::size_t scan = find_marker(file, 0xDA);
  CHECK(kDecoder.probe(std::span(file).first(scan + 2 + 12)).has_value());
  CHECK_FALSE(kDecoder.probe(std::span(file).first(scan)).has_value());

  const auto info_of = [&](const JpegOptions& kind, PixelFormat format) {
    return kDecoder.probe(write_jpeg(test::make_picture({16, 16}, format).view(), kind)).value();
  };
  JpegOptions kind;
  CHECK(info_of(kind, PixelFormat::gray8).model == ColorModel::gray);
  CHECK(info_of(kind, PixelFormat::rgb8).model == ColorModel::ycbcr);
  kind.chroma_subsampling = {2, 1};
  CHECK(info_of(kind, PixelFormat::rgb8).chroma_subsampling == Size{2, 1});
  kind.chroma_subsampling = {1, 1};
  kind.color = JpegOptions::Color::rgb;
  CHECK(info_of(kind, PixelFormat::rgb8).model == ColorModel::rgb);
  kind.color = kCmyk;
  CHECK(info_of(kind, PixelFormat::rgba8).model == ColorModel::cmyk);
  kind.color = kYcck;
  CHECK(info_of(kind, PixelFormat::rgba8).model == ColorModel::ycck);
}

TEST_CASE("jpeg decoder: every orientation") {
  const Image picture = test::make_picture({16, 8});
  for (int value = 1; value <= 8; ++value) {
    JpegOptions options;
    options.exif = test::make_exif_with_prefix(value, value % 2 == 0);
    CHECK(kDecoder.probe(write_jpeg(picture.view(), options)).value().exif.orientation ==
          static_cast<Orientation>(value));
  }
}

TEST_CASE("jpeg decoder: the colour profile is kept if it fits the pixels") {
  const Image color = test::make_picture({16, 16});
  const Image gray = test::make_picture({16, 16}, PixelFormat::gray8);
  JpegOptions options;
  options.icc_profile = test::make_icc_profile("RGB ", 150'000);  // in three segments
  const auto decoded = kDecoder.decode(write_jpeg(color.view(), options), {}).value();
  REQUIRE(decoded.metadata.icc_profile != nullptr);
  CHECK(*decoded.metadata.icc_profile == options.icc_profile);
  CHECK(kDecoder.decode(write_jpeg(gray.view(), options), {}).value().metadata.icc_profile == nullptr);

  // A profile with a piece missing is no profile, and no reason to fail.
  Bytes broken = write_jpeg(color.view(), options);
  const char tag[] = "ICC_PROFILE";
  const auto piece = std::search(broken.begin(), broken.end(), std::begin(tag), std::end(tag));
  *piece = 'X';
  CHECK(kDecoder.probe(broken).value().icc_profile_bytes == 0);
  CHECK(kDecoder.decode(broken, {}).value().metadata.icc_profile == nullptr);

  options.icc_profile = test::make_icc_profile("GRAY");
  CHECK(kDecoder.decode(write_jpeg(gray.view(), options), {}).value().metadata.icc_profile != nullptr);
}

TEST_CASE("jpeg decoder: CMYK becomes RGB, and its profile is dropped") {
  for (const bool adobe : {true, false}) {
    CAPTURE(adobe);
    Image picture = Image::create({{16, 16}, PixelFormat::rgba8}).value();
    // Cyan 25 %, magenta 50 %, yellow 0, black 20 %; Adobe's files hold the complement.
    const std::uint8_t ink[] = {64, 128, 0, 51};
    for (int y = 0; y < 16; ++y) {
      for (int x = 0; x < 16; ++x) {
        for (int c = 0; c < 4; ++c) {
          picture.view().row(y)[4 * x + c] = static_cast<std::uint8_t>(adobe ? 255 - ink[c] : ink[c]);
        }
      }
    }
    JpegOptions options;
    options.quality = 100;
    options.color = kCmyk;
    options.adobe_marker = adobe;
    options.icc_profile = test::make_icc_profile("CMYK");
    const auto decoded = kDecoder.decode(write_jpeg(picture.view(), options), {}).value();
    CHECK(decoded.metadata.icc_profile == nullptr);
    CHECK(decoded.image.format() == PixelFormat::rgb8);
    const std::uint8_t* pixel = decoded.image.view().row(7) + 3 * 7;
    CHECK(std::abs(pixel[0] - 191 * 204 / 255) <= 2);
    CHECK(std::abs(pixel[1] - 127 * 204 / 255) <= 2);
    CHECK(std::abs(pixel[2] - 204) <= 2);
  }
}

TEST_CASE("jpeg decoder: YCCK gives what its CMYK gives") {
  const Image picture = test::make_picture({40, 30}, PixelFormat::rgba8);
  JpegOptions options;
  options.quality = 98;
  options.color = kCmyk;
  const Image direct = decode(write_jpeg(picture.view(), options));
  options.color = kYcck;
  const Image converted = decode(write_jpeg(picture.view(), options));
  CHECK(test::psnr(direct.view(), converted.view()) > 35);
}

TEST_CASE("jpeg decoder: shrinks to the smallest of 1, 2, 4 and 8 eighths that is large enough") {
  const Bytes file = write_jpeg(test::make_picture({400, 240}).view());
  const auto size_for = [&file](Size at_least) { return decode(file, at_least).shape().size; };
  CHECK(size_for({0, 0}) == Size{400, 240});
  CHECK(size_for({1, 1}) == Size{50, 30});
  CHECK(size_for({50, 30}) == Size{50, 30});
  CHECK(size_for({51, 30}) == Size{100, 60});
  CHECK(size_for({50, 31}) == Size{100, 60});
  CHECK(size_for({101, 1}) == Size{200, 120});
  CHECK(size_for({201, 1}) == Size{400, 240});
  CHECK(size_for({1000, 1000}) == Size{400, 240});
  CHECK(size_for({0, 60}) == Size{100, 60});
  CHECK(size_for({100, 0}) == Size{100, 60});
  CHECK(size_for({-5, -5}) == Size{400, 240});
  CHECK(decode(write_jpeg(test::make_picture({401, 241}).view()), {50, 30}).shape().size == Size{51, 31});
}

TEST_CASE("jpeg decoder: kinds of JPEG that cannot be decoded are named") {
  const Bytes file = write_jpeg(test::make_picture({40, 30}).view());
  const std::size_t frame = find_marker(file, 0xC0);
  REQUIRE(frame < file.size());
  Bytes lossless = file;
  lossless[frame + 1] = 0xC3;
  CHECK(decode_error(lossless) == ErrorCode::unsupported);
  Bytes twelve_bits = file;
  twelve_bits[frame + 1] = 0xC1;
  twelve_bits[frame + 4] = 12;
  CHECK(decode_error(twelve_bits) == ErrorCode::unsupported);
  CHECK(kDecoder.probe(twelve_bits).error().message.text().find("12") != std::string::npos);
  Bytes no_height = file;
  no_height[frame + 5] = no_height[frame + 6] = 0;
  CHECK(decode_error(no_height) == ErrorCode::unsupported);
  CHECK(kDecoder.probe(no_height).error().message.text().find("DNL") != std::string::npos);
  Bytes no_width = file;
  no_width[frame + 7] = no_width[frame + 8] = 0;
  CHECK(decode_error(no_width) == ErrorCode::corrupt_data);
}

TEST_CASE("jpeg decoder: limits hold before anything is allocated, and the message has both figures") {
  Bytes file = write_jpeg(test::make_picture({400, 200}).view());
  const auto with = [](Limits limits) { return DecodeOptions{{}, limits, {}, {}}; };
  Limits limits;
  limits.max_pixels = 79'999;
  auto error = kDecoder.decode(file, with(limits)).error();
  CHECK(error.code == ErrorCode::limit_exceeded);
  CHECK(error.message.text().find("80000") != std::string::npos);
  CHECK(error.message.text().find("79999") != std::string::npos);
  limits = {};
  limits.max_side = 399;
  CHECK(decode_error(file, with(limits)) == ErrorCode::limit_exceeded);
  limits = {};
  limits.max_decoded_bytes = 400 * 200 * 3 - 1;
  CHECK(decode_error(file, with(limits)) == ErrorCode::limit_exceeded);
  CHECK(kDecoder.decode(file, {{1, 1}, limits, {}, {}}).has_value());
  limits = {};
  limits.max_file_bytes = file.size() - 1;
  CHECK(decode_error(file, with(limits)) == ErrorCode::limit_exceeded);
  limits.max_file_bytes = file.size();
  CHECK(kDecoder.decode(file, with(limits)).has_value());

  // A header that claims 65,500 x 65,500.
  const std::size_t frame = find_marker(file, 0xC0);
  for (const std::size_t i : {5U, 7U}) {
    file[frame + i] = 0xFF;
    file[frame + i + 1] = 0xDC;
  }
  CHECK(decode_error(file) == ErrorCode::limit_exceeded);
}

TEST_CASE("jpeg decoder: stops when asked to") {
  std::stop_source source;
  source.request_stop();
  for (const bool progressive : {false, true}) {
    JpegOptions options;
    options.progressive = progressive;
    const Bytes file = write_jpeg(test::make_picture({100, 100}).view(), options);
    DecodeOptions stopping;
    stopping.stop = source.get_token();
    CHECK(decode_error(file, stopping) == ErrorCode::cancelled);
    stopping.at_least = {1, 1};
    CHECK(decode_error(file, stopping) == ErrorCode::cancelled);
  }
  // Also while the scans are read, before the first row: what is missing at the end is not noticed any more.
  JpegOptions options;
  options.progressive = true;
  Bytes file = write_jpeg(test::make_picture({100, 100}).view(), options);
  file.resize(file.size() - 2);
  DecodeOptions stopping;
  stopping.stop = source.get_token();
  CHECK(decode_error(file, stopping) == ErrorCode::cancelled);
}

TEST_CASE("jpeg decoder: the same bytes give the same pixels, whatever the pool") {
  JpegOptions options;
  options.progressive = true;
  options.chroma_subsampling = {2, 2};
  const Bytes file = write_jpeg(test::make_picture({900, 700}).view(), options);
  const BufferPool pool(std::size_t{64} << 20);
  for (const Size at_least : {Size{0, 0}, Size{1, 1}, Size{200, 1}}) {
    const Image expected = decode(file, at_least);
    for (int i = 0; i < 3; ++i) {
      DecodeOptions pooled;
      pooled.at_least = at_least;
      pooled.pool = pool;
      const auto decoded = kDecoder.decode(file, pooled).value();
      CHECK(test::same_pixels(decoded.image.view(), expected.view()));
      // What comes back to the pool is not clean.
      Image dirty = Image::create({{900, 700}, PixelFormat::rgba8}, pool).value();
      std::memset(dirty.view().data, 0xA5, 900 * 700 * 4);
    }
  }
}

TEST_CASE("jpeg decoder: frames of Motion JPEG leave out the tables that everybody knows") {
  for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::rgb8}) {
    const Bytes file = write_jpeg(test::make_picture({50, 40}, format).view());
    Bytes bare = file;
    for (std::size_t at = find_marker(bare, 0xC4); at < bare.size(); at = find_marker(bare, 0xC4)) {
      const std::size_t length = 2 + (std::size_t{bare[at + 2]} << 8U | bare[at + 3]);
      bare.erase(bare.begin() + static_cast<std::ptrdiff_t>(at),
                 bare.begin() + static_cast<std::ptrdiff_t>(at + length));
    }
    REQUIRE(bare.size() < file.size() - 100);
    CHECK(test::same_pixels(decode(bare).view(), decode(file).view()));
  }
}

TEST_CASE("jpeg decoder: of several pictures in a file, as cameras write MPO, the first") {
  const Bytes first = write_jpeg(test::make_picture({50, 40}).view());
  const Bytes second = write_jpeg(test::make_picture({20, 10}).view());
  Bytes both = first;
  both.insert(both.end(), second.begin(), second.end());
  CHECK(test::same_pixels(decode(both).view(), decode(first).view()));
  CHECK(warnings_of(both).empty());
}
