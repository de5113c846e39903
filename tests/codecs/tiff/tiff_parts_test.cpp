// TIFFs that are read in parts: the same pixels and errors as from memory, and little of the file at once.
#include <doctest/doctest.h>

#include <functional>
#include <string>

#include "codecs/tiff/tiff_decoder.hpp"
#include "tests/codecs/support/parted_file.hpp"
#include "tests/codecs/support/tiff_writer.hpp"
#include "tests/support/compare.hpp"

using namespace tbbimg;
using test::Bytes;
using test::PartedFile;
using test::TiffOptions;
using test::write_tiff;

namespace {

Result<DecodedImage> decode_parts(const ByteSource& file) {
  DecodeOptions options;
  options.sixteen_bits = true;
  TBBIMG_ASSIGN_OR_RETURN(const auto reader, TiffDecoder().open_parts(file, options));
  return TiffDecoder().decode(*reader, options);
}

Result<DecodedImage> decode_whole(const Bytes& file) {
  DecodeOptions options;
  options.sixteen_bits = true;
  return TiffDecoder().decode(file, options);
}

void check_parts(const Bytes& file) {
  const auto whole = decode_whole(file);
  const PartedFile parted(file);
  const auto parts = decode_parts(parted);
  REQUIRE(parts.has_value() == whole.has_value());
  if (!whole) {
    CHECK(parts.error().message.text() == whole.error().message.text());
    return;
  }
  REQUIRE(parts->image.shape() == whole->image.shape());
  CHECK(test::difference(whole->image.view(), parts->image.view()) == "");
}

void for_each_kind(const std::function<void(const TiffOptions&)>& body) {
  for (const bool big_endian : {false, true}) {
    for (const bool planar : {false, true}) {
      for (const Size tile : {Size{}, Size{16, 16}}) {
        for (const int rows : {0, 1, 7}) {
          for (const int bits : {1, 4, 8, 12, 16, 32}) {
            if (rows != 0 && tile != Size{}) continue;
            for (const bool lowest_bit_first : {false, true}) {
              TiffOptions options;
              options.big_endian = big_endian;
              options.big_tiff = big_endian;
              options.planar = planar;
              options.tile = tile;
              options.rows_per_strip = rows;
              options.bits = bits;
              options.lowest_bit_first = lowest_bit_first;
              body(options);
            }
          }
        }
      }
    }
  }
}

}  // namespace

TEST_CASE("tiff parts: every kind that is not compressed has the pixels of the whole file") {
  for_each_kind([](const TiffOptions& options) {
    CAPTURE(options.big_endian);
    CAPTURE(options.planar);
    CAPTURE(options.tile);
    CAPTURE(options.rows_per_strip);
    CAPTURE(options.bits);
    CAPTURE(options.lowest_bit_first);
    check_parts(write_tiff(test::make_tiff_samples({37, 29}, 3, options.bits), options));
  });
}

TEST_CASE("tiff parts: compressed kinds have the pixels of the whole file") {
  const Image picture = test::make_picture({200, 150});
  for (const int compression : {5, 8, 32773}) {
    for (const int rows : {1, 16, 150}) {
      CAPTURE(compression);
      check_parts(test::write_compressed_tiff(picture.view(), compression, rows));
    }
  }
  TiffOptions jpeg;
  jpeg.photometric = 6;
  check_parts(test::write_compressed_tiff(picture.view(), 7, 16, jpeg));
}

TEST_CASE("tiff parts: a file that is cut short fails as the whole would") {
  TiffOptions options;
  options.rows_per_strip = 5;
  const Bytes file = write_tiff(test::make_tiff_samples({20, 17}, 3, 8), options);
  for (std::size_t size = 8; size < file.size(); size += 3) {
    CAPTURE(size);
    check_parts(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size)));
  }
  const Bytes packed = test::write_compressed_tiff(test::make_picture({40, 30}).view(), 8, 7);
  for (std::size_t size = 8; size < packed.size(); size += 11) {
    CAPTURE(size);
    check_parts(Bytes(packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(size)));
  }
}

TEST_CASE("tiff parts: a disk that fails is told as that, whenever it does") {
  const Bytes plain = write_tiff(test::make_tiff_samples({300, 200}, 3, 8), {});
  const Bytes packed = test::write_compressed_tiff(test::make_picture({300, 200}).view(), 8, 20);
  for (const Bytes* file : {&plain, &packed}) {
    const PartedFile all(*file);
    REQUIRE(decode_parts(all).has_value());
    REQUIRE(all.reads > 2);
    for (int i = 0; i < all.reads; ++i) {
      PartedFile parted(*file);
      parted.fails_at = i;
      const auto decoded = decode_parts(parted);
      CAPTURE(i);
      REQUIRE_FALSE(decoded.has_value());
      CHECK(decoded.error().code == ErrorCode::read_failed);
      CHECK(decoded.error().message.text() == "the disk is gone");
    }
  }
}

TEST_CASE("tiff parts: rows of one large strip are read a few at a time") {
  const Bytes file = write_tiff(test::make_tiff_samples({2000, 600}, 3, 8), {});
  const PartedFile parted(file);
  const auto info = TiffDecoder().probe_parts(parted, {});
  REQUIRE(info.has_value());
  CHECK(info->part_bytes == 0);
  CHECK(parted.reads < 20);
  REQUIRE(decode_parts(parted).has_value());
  CHECK(parted.largest <= std::size_t{256} << 10);
}

TEST_CASE("tiff parts: of compressed strips, the largest is told, for it is held at once") {
  const Bytes file = test::write_compressed_tiff(test::make_picture({400, 300}).view(), 8, 100);
  const PartedFile parted(file);
  const auto info = TiffDecoder().probe_parts(parted, {});
  REQUIRE(info.has_value());
  CHECK(info->part_bytes > file.size() / 4);
  CHECK(info->part_bytes < file.size());
  parted.largest = 0;
  REQUIRE(decode_parts(parted).has_value());
  CHECK(parted.largest <= info->part_bytes);
}
