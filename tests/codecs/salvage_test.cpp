// What is made of damaged pictures: an error that tells how much is whole, or that much.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "codecs/registry.hpp"
#include "tests/codecs/support/bmp_writer.hpp"
#include "tests/codecs/support/jpeg_writer.hpp"
#include "tests/codecs/support/pictures.hpp"
#include "tests/support/compare.hpp"

using namespace tbbimg;
using test::Bytes;

namespace {

const CodecRegistry kSalvageCodecs = CodecRegistry::with_builtin_codecs();

Bytes encode_for_salvage(const Image& picture, std::string_view format) {
  const Buffer file = kSalvageCodecs.find_encoder(format)->encode(picture.view(), {}).value();
  return {file.bytes().begin(), file.bytes().end()};
}

Bytes first_part(const Bytes& file, std::size_t bytes) {
  return {file.begin(), file.begin() + static_cast<std::ptrdiff_t>(bytes)};
}

Result<DecodedImage> decode_damaged(const Bytes& file, bool salvage, bool sixteen_bits = false) {
  DecodeOptions options;
  options.salvage = salvage;
  options.sixteen_bits = sixteen_bits;
  return kSalvageCodecs.find_decoder(std::span(file).first(std::min(file.size(), kSignatureBytes)))
      ->decode(file, options);
}

// Of a whole picture, that of which a part is gone has the first rows, and paint below: how many rows.
int check_salvaged(const Image& whole, const DecodedImage& salvaged, int paint) {
  REQUIRE(salvaged.warnings.size() == 1);
  CHECK(salvaged.warnings[0].kind == DecodeWarningKind::salvaged);
  const auto rows = static_cast<int>(salvaged.warnings[0].figure);
  REQUIRE(salvaged.image.shape() == whole.shape());
  REQUIRE(rows > 0);
  REQUIRE(rows <= whole.height());
  const ConstImageView view = salvaged.image.view();
  CHECK(test::difference(whole.view().crop(0, 0, {whole.width(), rows}), view.crop(0, 0, {whole.width(), rows})) == "");
  for (int y = rows; y < whole.height(); ++y) {
    const std::uint8_t* row = view.row(y);
    CHECK(std::all_of(row, row + view.row_bytes(), [paint](std::uint8_t byte) { return byte == paint; }));
  }
  return rows;
}

}  // namespace

TEST_CASE("salvage: of files that are cut short, the rows that are there are kept and the others gray") {
  for (const std::string_view format : {"png", "jpeg", "ppm", "qoi", "tiff"}) {
    if (kSalvageCodecs.find_encoder(format) == nullptr) continue;
    CAPTURE(format);
    const Image picture = test::make_picture({120, 200});
    const Bytes file = encode_for_salvage(picture, format);
    const Image whole = decode_damaged(file, false).value().image;
    int last = 0;
    for (const std::size_t percent : {60U, 80U, 95U}) {
      CAPTURE(percent);
      const Bytes part = first_part(file, file.size() * percent / 100);
      const auto failed = decode_damaged(part, false);
      REQUIRE_FALSE(failed.has_value());
      const auto salvaged = decode_damaged(part, true);
      // Of a TIFF whose directory comes last, nothing is left.
      if (format == "tiff" && !salvaged) continue;
      REQUIRE(salvaged.has_value());
      const int rows = check_salvaged(whole, *salvaged, 128);
      CHECK(rows >= last);
      last = rows;
      // Of a PNM, the size alone says that rows are missing.
      if (rows == 0 || format == "ppm") continue;
      REQUIRE(failed.error().details->figures.size() == 1);
      CHECK(failed.error().details->figures[0] == Figure{"whole_rows", static_cast<std::uint64_t>(rows)});
      CHECK(
          failed.error().message.text().ends_with("(of its 200 rows, " + std::to_string(rows) + " or more are whole)"));
    }
    if (format != "tiff") CHECK(last > 100);
  }
}

TEST_CASE("salvage: of a BMP that is cut short the first rows are gone, for it is stored from the bottom") {
  const auto check = [](const Bytes& file, int there) {
    const Image whole = decode_damaged(file, false).value().image;
    const auto keep = 54 + (file.size() - 54) * 7 / 10;
    const Bytes part = first_part(file, keep);
    CHECK_FALSE(decode_damaged(part, false).has_value());
    const auto salvaged = decode_damaged(part, true);
    REQUIRE(salvaged.has_value());
    CHECK(salvaged->warnings == std::vector<DecodeWarning>{{DecodeWarningKind::salvaged}});
    const ConstImageView view = salvaged->image.view();
    const int lost = whole.height() - there;
    CHECK(test::difference(whole.view().crop(0, lost, {whole.width(), there}),
                           view.crop(0, lost, {whole.width(), there})) == "");
    for (int y = 0; y < lost; ++y) {
      const std::uint8_t* row = view.row(y);
      CHECK(std::all_of(row, row + view.row_bytes(), [](std::uint8_t byte) { return byte == 128; }));
    }
    CHECK_FALSE(decode_damaged(first_part(file, 60), true).has_value());
  };
  check(encode_for_salvage(test::make_picture({120, 200}), "bmp"), 140);
  test::BmpOptions runs;
  runs.compression = 1;
  for (int i = 0; i < 256; ++i) runs.palette.push_back({static_cast<std::uint8_t>(i), 20, 200});
  Bytes data;
  for (int y = 0; y < 1000; ++y) data.insert(data.end(), {20, static_cast<std::uint8_t>(y % 256), 0, 0});
  data.insert(data.end(), {0, 1});
  check(test::write_bmp({20, 1000}, data, runs), 623);

  // From the top: as other formats.
  test::BmpOptions top_down;
  top_down.bits = 24;
  top_down.top_down = true;
  const Bytes file = test::write_bmp({40, 50}, Bytes(std::size_t{120} * 50, 77), top_down);
  const auto salvaged = decode_damaged(first_part(file, 54 + 120 * 30 + 5), true);
  REQUIRE(salvaged.has_value());
  CHECK(check_salvaged(decode_damaged(file, false).value().image, *salvaged, 128) == 30);
}

TEST_CASE("salvage: what is lost is transparent where there is alpha, and all depths are kept") {
  const Image picture = test::make_picture({90, 150}, PixelFormat::rgba8);
  const Bytes file = encode_for_salvage(picture, "png");
  const auto salvaged = decode_damaged(first_part(file, file.size() * 7 / 10), true);
  REQUIRE(salvaged.has_value());
  check_salvaged(picture, *salvaged, 0);

  Image deep = Image::create({{90, 150}, PixelFormat::rgb16}).value();
  for (int y = 0; y < deep.height(); ++y) {
    for (std::size_t i = 0; i < deep.view().row_bytes(); ++i) {
      deep.view().row(y)[i] = static_cast<std::uint8_t>(i * i * 31 + static_cast<std::size_t>(y * y) * 17 + (i >> 3U));
    }
  }
  const Bytes deep_file = encode_for_salvage(deep, "png");
  const auto deep_part = decode_damaged(first_part(deep_file, deep_file.size() * 7 / 10), true, true);
  REQUIRE(deep_part.has_value());
  check_salvaged(deep, *deep_part, 128);
}

TEST_CASE("salvage: what is whole stays as it is, and where no row is whole there is no picture") {
  const Image picture = test::make_picture({120, 200});
  for (const std::string_view format : {"png", "jpeg", "webp", "gif"}) {
    CAPTURE(format);
    const Bytes file = encode_for_salvage(picture, format);
    const auto whole = decode_damaged(file, true);
    REQUIRE(whole.has_value());
    CHECK(whole->warnings.empty());
    CHECK(test::difference(decode_damaged(file, false).value().image.view(), whole->image.view()) == "");
    for (const std::size_t bytes : {std::size_t{30}, file.size() / 50}) {
      const auto nothing = decode_damaged(first_part(file, bytes), true);
      const auto failed = decode_damaged(first_part(file, bytes), false);
      if (nothing) continue;
      CHECK(nothing.error().message.text() == failed.error().message.text());
    }
  }
}

TEST_CASE("salvage: a file that stops behind its last row needs none") {
  const Image picture = test::make_picture({40, 30});
  const Bytes file = encode_for_salvage(picture, "png");
  const Bytes part = first_part(file, file.size() - 12);  // without IEND
  REQUIRE(decode_damaged(part, false).has_value());
  const auto salvaged = decode_damaged(part, true);
  REQUIRE(salvaged.has_value());
  CHECK(salvaged->warnings == std::vector{DecodeWarning{DecodeWarningKind::missing_end}});
  CHECK(test::difference(picture.view(), salvaged->image.view()) == "");
}

TEST_CASE("salvage: a progressive JPEG that is cut short shows what its whole scans say") {
  const Image picture = test::make_picture({120, 200});
  test::JpegOptions options;
  options.progressive = true;
  const Bytes file = test::write_jpeg(picture.view(), options);
  const Image whole = decode_damaged(file, false).value().image;
  const auto worst = [&](const Image& image) {
    int most = 0;
    for (int y = 0; y < whole.height(); ++y) {
      for (std::size_t i = 0; i < whole.view().row_bytes(); ++i) {
        most = std::max(most, std::abs(whole.view().row(y)[i] - image.view().row(y)[i]));
      }
    }
    return most;
  };
  int last = 256;
  for (const std::size_t percent : {50U, 95U}) {
    CAPTURE(percent);
    const Bytes part = first_part(file, file.size() * percent / 100);
    REQUIRE_FALSE(decode_damaged(part, false).has_value());
    const auto salvaged = decode_damaged(part, true);
    REQUIRE(salvaged.has_value());
    CHECK(std::count(salvaged->warnings.begin(), salvaged->warnings.end(),
                     DecodeWarning{DecodeWarningKind::salvaged, 0}) == 1);
    const int difference = worst(salvaged->image);
    CHECK(difference > 0);
    CHECK(difference < last);
    last = difference;
  }
  CHECK_FALSE(decode_damaged(first_part(file, 700), true).has_value());
  // Exactly behind its first scan.
  const auto is_header = [&](std::size_t i) { return file[i] == 0xFF && (file[i + 1] == 0xC4 || file[i + 1] == 0xDA); };
  std::size_t scan = 0;
  while (!(file[scan] == 0xFF && file[scan + 1] == 0xDA)) ++scan;
  std::size_t next = scan + 2;
  while (!is_header(next)) ++next;
  const Bytes first_scan = first_part(file, next);
  REQUIRE_FALSE(decode_damaged(first_scan, false).has_value());
  const auto salvaged = decode_damaged(first_scan, true);
  REQUIRE(salvaged.has_value());
  CHECK(worst(salvaged->image) > last);
  CHECK_FALSE(decode_damaged(first_part(file, next - 20), true).has_value());
}

TEST_CASE("salvage: a PNG in an icon is salvaged as any other") {
  const Image picture = test::make_picture({200, 200});
  const Bytes png = encode_for_salvage(picture, "png");
  const Bytes part = first_part(png, png.size() * 8 / 10);
  Bytes icon = {0, 0, 1, 0, 1, 0, 200, 200, 0, 0, 1, 0, 32, 0};
  for (const std::size_t value : {part.size(), std::size_t{22}}) {
    for (unsigned shift = 0; shift < 32; shift += 8) icon.push_back(static_cast<std::uint8_t>(value >> shift));
  }
  icon.insert(icon.end(), part.begin(), part.end());
  REQUIRE_FALSE(decode_damaged(icon, false).has_value());
  const auto salvaged = decode_damaged(icon, true);
  REQUIRE(salvaged.has_value());
  CHECK(check_salvaged(picture, *salvaged, 128) > 60);
}
