// Where pixels and metadata lie in the file; tiff_kinds_test.cpp has what they look like.
#include "codecs/tiff/tiff_decoder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

#include "tests/codecs/support/tiff_writer.hpp"
#include "tests/support/allocation_meter.hpp"

using namespace tbbimg;
using test::Bytes;
using test::TiffOptions;
using test::TiffSamples;
using test::write_tiff;

namespace {

const TiffDecoder kTiffDecoder;

Error tiff_error(const Bytes& file, const DecodeOptions& options = {}) {
  const auto decoded = kTiffDecoder.decode(file, options);
  REQUIRE_FALSE(decoded.has_value());
  INFO(decoded.error().message.text());
  CHECK(decoded.error().message.text().size() > 20);
  CHECK_FALSE(decoded.error().message.text().ends_with('.'));
  return decoded.error();
}

DecodedImage decode_tiff(const Bytes& file, bool sixteen_bits = false, int page = 0) {
  DecodeOptions options;
  options.sixteen_bits = sixteen_bits;
  options.page = page;
  auto decoded = kTiffDecoder.decode(file, options);
  REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
  return *std::move(decoded);
}

std::vector<TiffOptions> tiff_containers() {
  std::vector<TiffOptions> all;
  for (const bool big_endian : {false, true}) {
    for (const bool big_tiff : {false, true}) {
      for (const bool planar : {false, true}) {
        for (const Size tile : {Size{}, Size{16, 16}, Size{64, 32}}) {
          for (const int rows : {0, 1, 7}) {
            if (rows != 0 && tile != Size{}) continue;
            TiffOptions options;
            options.big_endian = big_endian;
            options.big_tiff = big_tiff;
            options.planar = planar;
            options.tile = tile;
            options.rows_per_strip = rows;
            all.push_back(options);
          }
        }
      }
    }
  }
  return all;
}

std::vector<Bytes> small_tiffs() {
  std::vector<Bytes> files;
  for (const TiffOptions& options : tiff_containers()) {
    if (options.tile.width < 64) files.push_back(write_tiff(test::make_tiff_samples({9, 5}, 3, 8), options));
  }
  for (const int compression : {5, 8, 32773, 7}) {
    TiffOptions options;
    options.photometric = 2;
    files.push_back(test::write_compressed_tiff(test::make_picture({20, 16}).view(), compression, 8, options));
  }
  for (const int compression : {3, 4}) {
    files.push_back(
        test::write_compressed_tiff(test::make_picture({20, 16}, PixelFormat::gray8).view(), compression, 8));
  }
  return files;
}

}  // namespace

TEST_CASE("tiff decoder: every byte order, strips, tiles and planes") {
  for (const Size size : {Size{1, 1}, Size{37, 23}, Size{130, 70}}) {
    for (TiffOptions options : tiff_containers()) {
      for (const int bits : {8, 16}) {
        const TiffSamples samples = test::make_tiff_samples(size, 3, bits);
        options.bits = bits;
        const Image image = decode_tiff(write_tiff(samples, options), true).image;
        CAPTURE(size);
        CAPTURE(options.tile);
        CAPTURE(options.planar);
        CAPTURE(bits);
        REQUIRE(image.shape() == ImageShape{size, bits == 8 ? PixelFormat::rgb8 : PixelFormat::rgb16});
        REQUIRE(test::tiff_samples_of(image.view()).values == samples.values);
      }
    }
  }
}

TEST_CASE("tiff decoder: a large strip is read row by row, and in little memory") {
  const Size size{800, 600};
  const Image picture = test::make_picture(size);
  for (const int compression : {5, 8}) {
    const Bytes file = test::write_compressed_tiff(picture.view(), compression, size.height);
    CHECK(test::same_pixels(decode_tiff(file).image.view(), picture.view()));
    const test::AllocationMeter meter;
    const auto reader = kTiffDecoder.open(file, {}).value();
    REQUIRE(reader->next_frame().value().has_value());
    Image row = Image::create({{size.width, 1}, PixelFormat::rgb8}).value();
    for (int y = 0; y < size.height; ++y) {
      REQUIRE(reader->read_rows(row.view()).has_value());
      REQUIRE(test::same_pixels(row.view(), picture.view().crop(0, y, {size.width, 1})));
    }
    if (test::meters_allocations()) CHECK(meter.peak() < 400'000);
  }
  TiffOptions planes;
  planes.planar = true;
  const TiffSamples samples = test::make_tiff_samples({700, 500}, 4, 8);
  planes.tags = {{338, 3, {2}}};
  CHECK(test::tiff_samples_of(decode_tiff(write_tiff(samples, planes)).image.view()).values == samples.values);
}

TEST_CASE("tiff decoder: rows in pieces are those of the whole picture") {
  for (const Bytes& file : small_tiffs()) {
    const Image whole = decode_tiff(file).image;
    for (const int rows : {1, 3}) {
      const auto reader = kTiffDecoder.open(file, {}).value();
      REQUIRE(reader->next_frame().value().has_value());
      Image pieces = Image::create(reader->shape()).value();
      for (int y = 0; y < whole.height(); y += rows) {
        const Size size{whole.width(), std::min(rows, whole.height() - y)};
        REQUIRE(reader->read_rows(pieces.view().crop(0, y, size)).has_value());
      }
      CHECK(reader->finish().has_value());
      CHECK(test::same_pixels(pieces.view(), whole.view()));
      CHECK_FALSE(reader->next_frame().value().has_value());
    }
  }
}

TEST_CASE("tiff decoder: a file cut at any byte fails") {
  for (const Bytes& file : small_tiffs()) {
    REQUIRE(kTiffDecoder.decode(file, {}).has_value());
    for (std::size_t length = 0; length < file.size(); ++length) {
      const Bytes part(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
      CAPTURE(length);
      CAPTURE(file.size());
      const auto decoded = kTiffDecoder.decode(part, {});
      REQUIRE_FALSE(decoded.has_value());
      REQUIRE(decoded.error().code == ErrorCode::corrupt_data);
      if (length >= 8) REQUIRE(decoded.error().kind == ErrorKind::cut_short);
    }
  }
}

TEST_CASE("tiff decoder: probes a header without pixels, and says what open() says") {
  TiffOptions options;
  options.bits = 16;
  const std::string_view date = "2019:07:23 10:11:12";
  const std::string_view words = "(c) \xc3\x84";
  options.tags = {{274, 3, {6}}, {338, 3, {2}}, {306, 2, {date.begin(), date.end()}}, {33432, 2, {}}};
  for (const char c : words) options.tags[3].values.push_back(static_cast<std::uint8_t>(c));
  const Bytes profile = test::make_icc_profile("RGB ");
  options.tags.push_back({34675, 7, {profile.begin(), profile.end()}});
  for (const bool big_tiff : {false, true}) {
    options.big_tiff = big_tiff;
    const Bytes file = write_tiff(test::make_tiff_samples({90, 80}, 4, 16), options);
    const Bytes head(file.begin(), file.end() - 90 * 80 * 8);
    const ImageInfo info = kTiffDecoder.probe(head).value();
    CHECK(info.format == "tiff");
    CHECK(info.stored_size == Size{90, 80});
    CHECK(info.pixel_format == PixelFormat::rgba8);
    CHECK(info.bits_per_sample == 16);
    CHECK(info.model == ColorModel::rgb);
    CHECK(info.alpha_channel);
    CHECK(info.pages == 1);
    CHECK(info.exif.orientation == Orientation::rotate_90);
    CHECK(info.exif.date == "2019-07-23");
    CHECK(info.exif.copyright == words);
    CHECK(info.icc_profile_bytes == profile.size());
    const auto reader = kTiffDecoder.open(file, {}).value();
    CHECK(reader->info().stored_size == info.stored_size);
    CHECK(reader->info().exif.date == info.exif.date);
    CHECK(*reader->metadata().icc_profile == profile);
    CHECK(kTiffDecoder.cost(info, {}).output == reader->shape());
  }
}

TEST_CASE("tiff decoder: a date of EXIF's own directory goes first") {
  TiffOptions options;
  const std::string_view date = "2019:07:23 10:11:12";
  options.tags = {{306, 2, {date.begin(), date.end()}}, {34665, 4, {0}}};
  const TiffSamples samples = test::make_tiff_samples({3, 3}, 3, 8);
  const std::size_t size = write_tiff(samples, options).size();
  options.tags[1].values[0] = static_cast<std::uint32_t>(size);
  Bytes file = write_tiff(samples, options);
  const std::string_view taken = "2018:01:02 03:04:05";
  Bytes directory = {1, 0, 0x03, 0x90, 2, 0, 19, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  for (std::size_t i = 0; i < 4; ++i) directory[10 + i] = static_cast<std::uint8_t>((size + 18) >> (8 * i));
  file.insert(file.end(), directory.begin(), directory.end());
  file.insert(file.end(), taken.begin(), taken.end());
  CHECK(kTiffDecoder.probe(file).value().exif.date == "2018-01-02");
  // Broken metadata never costs a picture.
  file.resize(size + 10);
  CHECK(kTiffDecoder.probe(file).value().exif.date == "2019-07-23");
  CHECK(kTiffDecoder.decode(file, {}).has_value());
}

TEST_CASE("tiff decoder: a profile behind the end is left out, with a warning") {
  TiffOptions options;
  options.tags = {{34675, 7, {1, 2, 3, 4, 5, 6}}};
  Bytes file = write_tiff(test::make_tiff_samples({3, 3}, 3, 8), options);
  const std::array<std::uint8_t, 4> entry = {0x73, 0x87, 7, 0};
  const auto found = std::search(file.begin(), file.end(), entry.begin(), entry.end());
  REQUIRE(found != file.end());
  found[7] = 0x7F;
  const auto decoded = decode_tiff(file);
  CHECK(decoded.metadata.icc_profile == nullptr);
  CHECK(decoded.warnings == std::vector<DecodeWarning>{{DecodeWarningKind::lost_profile}});
}

TEST_CASE("tiff decoder: pages") {
  std::vector<TiffSamples> pages;
  for (int i = 0; i < 3; ++i) pages.push_back(test::make_tiff_samples({10 + i, 4}, 3, 8, 7));
  const Bytes file = test::write_tiff_pages(pages);
  CHECK(kTiffDecoder.probe(file).value().pages == 3);
  for (int i = 0; i < 3; ++i) {
    const Image image = decode_tiff(file, false, i).image;
    CHECK(image.width() == 10 + i);
    CHECK(test::tiff_samples_of(image.view()).values == pages[static_cast<std::size_t>(i)].values);
  }
  for (const int page : {-1, 3, 1'000'000}) {
    DecodeOptions options;
    options.page = page;
    const Error error = tiff_error(file, options);
    CHECK(error.code == ErrorCode::invalid_argument);
    CHECK(error.message.text().find("3 pages") != std::string::npos);
  }
}

TEST_CASE("tiff decoder: pages in front of a broken link are whole; a circle has the pages that differ") {
  const std::vector pages(5, test::make_tiff_samples({2, 2}, 3, 8));
  const Bytes file = test::write_tiff_pages(pages);
  // Links stand behind a directory's entries; the first directory is at 8.
  const std::size_t entries = file[8];
  std::vector<std::size_t> directories{8};
  const auto link_of = [&](std::size_t directory) { return directory + 2 + 12 * entries; };
  while (directories.size() < pages.size()) {
    const std::size_t link = link_of(directories.back());
    directories.push_back(file[link] + std::size_t{256} * file[link + 1]);
  }
  const auto linked = [&](std::size_t from, std::size_t to) {
    Bytes changed = file;
    for (std::size_t i = 0; i < 4; ++i)
      changed[link_of(directories[from]) + i] = static_cast<std::uint8_t>(to >> (8 * i));
    return changed;
  };
  const auto of_page = [](std::size_t page) {
    DecodeOptions options;
    options.page = static_cast<int>(page);
    return options;
  };
  const auto check_broken = [&](const Bytes& broken, std::size_t count) {
    CHECK(static_cast<std::size_t>(kTiffDecoder.probe(broken)->pages) == count);
    for (std::size_t page = 0; page < count; ++page) {
      const auto decoded = kTiffDecoder.decode(broken, of_page(page));
      REQUIRE(decoded.has_value());
      CHECK(decoded->warnings == std::vector{DecodeWarning{DecodeWarningKind::odd_header}});
    }
    CHECK_FALSE(kTiffDecoder.decode(broken, of_page(count)).has_value());
  };
  for (std::size_t from = 0; from < pages.size(); ++from) {
    CAPTURE(from);
    for (std::size_t to = 0; to <= from; ++to) check_broken(linked(from, directories[to]), from + 1);
    check_broken(linked(from, file.size() - 1), from + 1);
  }
  Bytes first_is_lost = file;
  first_is_lost[5] = 0xFF;
  CHECK(tiff_error(first_is_lost).kind == ErrorKind::cut_short);
}

TEST_CASE("tiff decoder: limits hold before anything is allocated") {
  const Bytes file = write_tiff(test::make_tiff_samples({40, 20}, 3, 8));
  const auto error_with = [](const Bytes& bytes, Limits limits) {
    return tiff_error(bytes, {{}, limits, {}, {}}).code;
  };
  Limits limits;
  limits.max_pixels = 799;
  CHECK(error_with(file, limits) == ErrorCode::limit_exceeded);
  limits = {};
  limits.max_side = 39;
  CHECK(error_with(file, limits) == ErrorCode::limit_exceeded);
  limits = {};
  limits.max_decoded_bytes = 2399;
  CHECK(error_with(file, limits) == ErrorCode::limit_exceeded);
  limits = {};
  limits.max_file_bytes = 50;
  CHECK(error_with(file, limits) == ErrorCode::limit_exceeded);
  const Bytes many = write_tiff(test::make_tiff_samples({40, 20}, 100, 8));
  limits = {};
  limits.max_pixels = 16'000;
  CHECK(kTiffDecoder.decode(many, {{}, limits, {}, {}}).has_value());
  limits.max_pixels = 15'999;
  CHECK(tiff_error(many, {{}, limits, {}, {}}).message.text() ==
        "has 100 samples for each of 800 pixels, as many as 16000 ordinary pixels; the limit is 15999");
}

TEST_CASE("tiff decoder: samples that are neither colours nor alpha are left out, which is told") {
  struct Kind {
    int samples, photometric, left_out;
  };
  for (const Kind kind :
       {Kind{1, 1, 0}, Kind{2, 1, 0}, Kind{100, 1, 98}, Kind{3, 2, 0}, Kind{4, 2, 0}, Kind{6, 2, 2}}) {
    for (const bool planar : {false, true}) {
      CAPTURE(kind.samples);
      TiffOptions options;
      options.photometric = kind.photometric;
      options.planar = planar;
      const Bytes file = write_tiff(test::make_tiff_samples({9, 5}, kind.samples, 8), options);
      CHECK(kTiffDecoder.probe(file).value().left_out_samples == kind.left_out);
      const std::vector<DecodeWarning> warnings = decode_tiff(file).warnings;
      CHECK(warnings.size() == (kind.left_out > 0 ? 1 : 0));
      if (warnings.empty()) continue;
      CHECK(warnings[0] ==
            DecodeWarning{DecodeWarningKind::left_out_samples, static_cast<std::uint64_t>(kind.left_out)});
      CHECK(sentence_of(warnings[0]).text() == std::to_string(kind.left_out) +
                                                   " further samples a pixel are left out, which are neither colours "
                                                   "nor alpha");
    }
  }
}

TEST_CASE("tiff decoder: headers that lie are refused without memory or time") {
  const auto started = std::chrono::steady_clock::now();
  const auto refuse = [](const TiffOptions& options, int samples = 3) {
    const Bytes file = write_tiff(test::make_tiff_samples({4, 4}, samples, 8), options);
    const test::AllocationMeter meter;
    const ErrorCode code = tiff_error(file).code;
    CHECK((code == ErrorCode::corrupt_data || code == ErrorCode::limit_exceeded));
    if (test::meters_allocations()) CHECK(meter.peak() < (4 << 20));
  };
  TiffOptions options;
  options.tags = {{256, 4, {60'000}}, {257, 4, {60'000}}};
  refuse(options);
  options.tags = {{256, 4, {0xFFFFFFFF}}, {257, 4, {0xFFFFFFFF}}};
  refuse(options);
  options.tags = {{256, 4, {0}}};
  refuse(options);
  options.tags = {{257, 4, {16'000}}, {278, 4, {1}}};
  refuse(options);
  options.tags = {{277, 3, {65'535}}};
  refuse(options);
  for (const std::uint32_t side : {1'000'000U, 0xFFFFFFF0U, 0U}) {
    options.tile = {16, 16};
    options.tags = {{322, 4, {side}}, {323, 4, {side}}};
    refuse(options);
  }
  // A count of 4 billion, and a value or offset of as much, of each tag in turn.
  const Bytes file = test::write_compressed_tiff(test::make_picture({40, 40}).view(), 5, 10);
  const std::size_t directory = file[4] + std::size_t{256} * file[5];
  for (std::size_t entry = directory + 2; entry < directory + 2 + std::size_t{12} * file[directory]; entry += 12) {
    for (const std::size_t field : {entry + 4, entry + 8}) {
      Bytes lying = file;
      std::fill_n(lying.begin() + static_cast<std::ptrdiff_t>(field), 4, std::uint8_t{255});
      const test::AllocationMeter meter;
      const auto decoded = kTiffDecoder.decode(lying, {});
      CHECK((!decoded || decoded->image.shape().size == Size{40, 40}));
      if (test::meters_allocations()) CHECK(meter.peak() < (4 << 20));
    }
  }
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(10));
}

TEST_CASE("tiff decoder: stops when asked to") {
  std::stop_source source;
  source.request_stop();
  DecodeOptions options;
  options.stop = source.get_token();
  for (const Size tile : {Size{}, Size{16, 16}}) {
    TiffOptions written;
    written.tile = tile;
    CHECK(tiff_error(write_tiff(test::make_tiff_samples({50, 50}, 3, 8), written), options).code ==
          ErrorCode::cancelled);
  }
}
