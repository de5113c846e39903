// What every reader does alike, whatever the format: rows in pieces, depth, and what is asked for wrongly.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "codecs/registry.hpp"
#include "tests/codecs/support/jpeg_writer.hpp"
#include "tests/codecs/support/png_writer.hpp"
#include "tests/codecs/support/webp_writer.hpp"

using namespace tbbimg;
using test::Bytes;

namespace {

const CodecRegistry kCodecs = CodecRegistry::with_builtin_codecs();

std::unique_ptr<ImageReader> open_sample(const Bytes& file, const DecodeOptions& options = {}) {
  const Decoder* decoder = kCodecs.find_decoder(file);
  REQUIRE(decoder != nullptr);
  auto reader = decoder->open(file, options);
  REQUIRE_MESSAGE(reader.has_value(), reader.error().message.text());
  return *std::move(reader);
}

std::vector<Bytes> sample_files() {
  std::vector<Bytes> files;
  const Image rgb = test::make_picture({61, 47});
  const Image rgba = test::make_picture({61, 47}, PixelFormat::rgba8);
  for (const bool progressive : {false, true}) {
    test::JpegOptions options;
    options.progressive = progressive;
    files.push_back(test::write_jpeg(rgb.view(), options));
  }
  test::JpegOptions inks;
  inks.color = test::JpegOptions::Color::cmyk;
  files.push_back(test::write_jpeg(rgba.view(), inks));
  for (const bool interlaced : {false, true}) {
    for (const int bit_depth : {8, 16}) {
      test::PngOptions options;
      options.interlaced = interlaced;
      options.bit_depth = bit_depth;
      files.push_back(test::write_png(rgba.view(), options));
    }
  }
  files.push_back(test::write_webp(rgb.view()));
  return files;
}

}  // namespace

TEST_CASE("image reader: rows in pieces are those of the whole picture, at either depth") {
  for (const Bytes& file : sample_files()) {
    for (const bool sixteen_bits : {false, true}) {
      DecodeOptions options;
      options.sixteen_bits = sixteen_bits;
      const Image whole = kCodecs.find_decoder(file)->decode(file, options).value().image;
      for (const int rows : {1, 7, 40}) {
        const auto reader = open_sample(file, options);
        CAPTURE(reader->info().format);
        CAPTURE(rows);
        CHECK(reader->rows_left() == 0);
        REQUIRE(reader->next_frame().value().has_value());
        REQUIRE(reader->shape() == whole.shape());
        Image pieces = Image::create(reader->shape()).value();
        for (int y = 0; y < whole.height(); y += rows) {
          REQUIRE(reader->rows_left() == whole.height() - y);
          const ImageView block = pieces.view().crop(0, y, {whole.width(), std::min(rows, whole.height() - y)});
          REQUIRE(reader->read_rows(block).has_value());
        }
        CHECK(reader->finish().has_value());
        CHECK(test::same_pixels(pieces.view(), whole.view()));
        CHECK_FALSE(reader->next_frame().value().has_value());
        CHECK(reader->rows_left() == 0);
      }
    }
  }
}

TEST_CASE("image reader: what is asked for wrongly is an error, and does no harm to what comes after") {
  for (const Bytes& file : sample_files()) {
    const auto reader = open_sample(file);
    CAPTURE(reader->info().format);
    Image picture = Image::create(reader->shape()).value();
    const ImageView all = picture.view();
    CHECK(reader->read_rows(all).error().code == ErrorCode::invalid_argument);  // no frame yet
    REQUIRE(reader->next_frame().value().has_value());
    Image higher = Image::create({{all.width, all.height + 1}, all.format}).value();
    CHECK(reader->read_rows(higher.view()).error().code == ErrorCode::invalid_argument);
    CHECK(reader->read_rows(all.crop(0, 0, {all.width - 1, 1})).error().code == ErrorCode::invalid_argument);
    Image gray = Image::create({all.size(), PixelFormat::gray8}).value();
    CHECK(reader->read_rows(gray.view()).error().code == ErrorCode::invalid_argument);
    CHECK(reader->read_rows(all).has_value());
    CHECK(reader->read_rows(all.crop(0, 0, {all.width, 1})).error().code == ErrorCode::invalid_argument);
    CHECK(reader->finish().has_value());
  }
}

TEST_CASE("image reader: who has seen enough of a picture may stop there") {
  for (const Bytes& file : sample_files()) {
    const auto reader = open_sample(file);
    CAPTURE(reader->info().format);
    REQUIRE(reader->next_frame().value().has_value());
    Image some = Image::create({{reader->shape().size.width, 3}, reader->shape().format}).value();
    CHECK(reader->read_rows(some.view()).has_value());
    CHECK(reader->finish().has_value());
  }
}

TEST_CASE("image reader: 16 bits keep every bit, and are rounded for those who can use 8 only") {
  for (const bool interlaced : {false, true}) {
    for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::rgb8, PixelFormat::rgba8}) {
      const Image high = test::make_picture({33, 9}, format);
      test::PngOptions options;
      options.bit_depth = 16;
      options.interlaced = interlaced;
      for (const int low : {0, 0x7F, 0x80, 0xFF}) {
        options.low_byte = static_cast<std::uint8_t>(low);
        const Bytes file = test::write_png(high.view(), options);
        DecodeOptions deep;
        deep.sixteen_bits = true;
        const Image image = kCodecs.find_decoder(file)->decode(file, deep).value().image;
        const Image rounded = kCodecs.find_decoder(file)->decode(file, {}).value().image;
        REQUIRE(image.shape() == ImageShape{high.shape().size, sixteen_bits(format)});
        REQUIRE(rounded.shape() == high.shape());
        for (int y = 0; y < 9; ++y) {
          for (std::size_t i = 0; i < high.view().row_bytes(); ++i) {
            std::uint16_t sample = 0;
            std::memcpy(&sample, image.view().row(y) + 2 * i, 2);
            REQUIRE(int{sample} == high.view().row(y)[i] * 256 + low);
            REQUIRE(int{rounded.view().row(y)[i]} == (int{sample} + 128) / 257);
          }
        }
      }
    }
  }
}
