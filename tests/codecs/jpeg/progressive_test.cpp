// At 1/8, scans of coefficients that no pixel shows are left out: nobody may see a difference.
#include <doctest/doctest.h>

#include <string>

#include "codecs/jpeg/jpeg_decoder.hpp"
#include "tests/codecs/support/jpeg_writer.hpp"

using namespace tbbimg;
using test::Bytes;
using test::JpegOptions;
using test::write_jpeg;

namespace {

const JpegDecoder kDecoder;

struct Scan {
  std::size_t begin = 0;   // of its marker
  std::size_t header = 0;  // of its payload
  std::size_t end = 0;     // behind its data
};

std::vector<Scan> scans_of(const Bytes& file) {
  std::vector<Scan> scans;
  for (std::size_t i = 2; i + 1 < file.size();) {
    if (file[i] != 0xFF || file[i + 1] == 0x00 || file[i + 1] == 0xFF) {
      ++i;
      continue;
    }
    const std::uint8_t marker = file[i + 1];
    if (!scans.empty() && scans.back().end == 0 && (marker < 0xD0 || marker > 0xD7)) scans.back().end = i;
    if (marker == 0xD9) break;
    if (marker >= 0xD0 && marker <= 0xD7) {
      i += 2;
      continue;
    }
    if (marker == 0xDA) scans.push_back({i, i + 4, 0});
    i += 2 + (std::size_t{file[i + 2]} << 8U) + file[i + 3];
  }
  return scans;
}

Result<DecodedImage> decode_at_an_eighth(const Bytes& file) {
  DecodeOptions options;
  options.at_least = {1, 1};
  return kDecoder.decode(file, options);
}

Bytes progressive_file(Size size, Size subsampling, unsigned restart_interval, bool arithmetic,
                       PixelFormat format = PixelFormat::rgb8) {
  JpegOptions options;
  options.progressive = true;
  options.chroma_subsampling = subsampling;
  options.restart_interval = restart_interval;
  options.arithmetic = arithmetic;
  return write_jpeg(test::make_picture(size, format).view(), options);
}

}  // namespace

TEST_CASE("progressive jpeg: 1/8 is bit-identical to libjpeg's full decode at 1/8") {
  for (const Size size : {Size{1, 1}, Size{8, 8}, Size{17, 23}, Size{250, 130}, Size{513, 300}}) {
    for (const Size subsampling : {Size{1, 1}, Size{2, 1}, Size{1, 2}, Size{2, 2}, Size{4, 1}, Size{4, 2}}) {
      for (const unsigned restart_interval : {0U, 1U, 7U}) {
        for (const bool arithmetic : {false, true}) {
          CAPTURE(size);
          CAPTURE(subsampling);
          CAPTURE(restart_interval);
          CAPTURE(arithmetic);
          const Bytes file = progressive_file(size, subsampling, restart_interval, arithmetic);
          const auto decoded = decode_at_an_eighth(file);
          REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
          CHECK(test::same_pixels(decoded->image.view(), test::read_jpeg_plainly(file, 1).view()));
        }
      }
    }
  }
  const Bytes gray = progressive_file({200, 90}, {1, 1}, 0, false, PixelFormat::gray8);
  CHECK(test::same_pixels(decode_at_an_eighth(gray)->image.view(), test::read_jpeg_plainly(gray, 1).view()));
}

TEST_CASE("progressive jpeg: scans that are left out are not decoded") {
  // Damage that a decoder notices, in the data of every luma AC scan: if 1/8 decodes, it did not look there.
  Bytes file = progressive_file({256, 256}, {2, 2}, 0, false);
  int damaged = 0;
  for (const Scan& scan : scans_of(file)) {
    const bool luma_ac = file[scan.header] == 1 && file[scan.header + 1] == 1 && file[scan.header + 3] > 0;
    if (!luma_ac) continue;
    for (std::size_t i = scan.header + 6; i < scan.end; ++i) file[i] = 0xFE;
    ++damaged;
  }
  REQUIRE(damaged >= 3);
  CHECK(decode_at_an_eighth(file).has_value());
  CHECK_FALSE(kDecoder.decode(file, {}).has_value());
}

TEST_CASE("progressive jpeg: a missing scan is seen although it would be left out") {
  const Bytes file = progressive_file({256, 256}, {1, 1}, 0, false);
  const auto scans = scans_of(file);
  REQUIRE(scans.size() == 10);
  for (std::size_t i = 0; i < scans.size(); ++i) {
    const bool refined_later = file[scans[i].header + 1 + 2 * file[scans[i].header] + 2] % 16 != 0;
    if (!refined_later) continue;
    Bytes without(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(scans[i].begin));
    without.insert(without.end(), file.begin() + static_cast<std::ptrdiff_t>(scans[i].end), file.end());
    CAPTURE(i);
    const auto decoded = decode_at_an_eighth(without);
    REQUIRE_FALSE(decoded.has_value());
    CHECK(decoded.error().code == ErrorCode::corrupt_data);
    CHECK(kDecoder.decode(without, {}).error().code == ErrorCode::corrupt_data);
  }
}

TEST_CASE("jpeg: a colour component whose scans are missing is an error, not gray") {
  JpegOptions options;
  options.one_scan_per_component = true;
  const Bytes file = write_jpeg(test::make_picture({64, 64}).view(), options);
  const auto scans = scans_of(file);
  REQUIRE(scans.size() == 3);
  Bytes without(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(scans[2].begin));
  without.insert(without.end(), {0xFF, 0xD9});
  const auto decoded = kDecoder.decode(without, {});
  REQUIRE_FALSE(decoded.has_value());
  CHECK(decoded.error().code == ErrorCode::corrupt_data);
  CHECK(decoded.error().message.text().find("component 3 of 3") != std::string::npos);
}

TEST_CASE("progressive jpeg: an end of file in the last scan is seen although what is missing is not needed") {
  const Bytes file = progressive_file({256, 256}, {1, 1}, 0, false);
  for (const std::ptrdiff_t lost : {2, 3, 200}) {
    const Bytes part(file.begin(), file.end() - lost);
    for (const Size at_least : {Size{0, 0}, Size{1, 1}}) {
      DecodeOptions options;
      options.at_least = at_least;
      const auto decoded = kDecoder.decode(part, options);
      CAPTURE(lost);
      CAPTURE(at_least);
      REQUIRE(decoded.has_value() == (lost == 2));
      if (decoded) {
        CHECK(decoded->warnings == std::vector{DecodeWarning{DecodeWarningKind::missing_end}});
        const Image whole = kDecoder.decode(file, options).value().image;
        CHECK(test::same_pixels(decoded->image.view(), whole.view()));
      } else {
        CHECK(decoded.error().message.text().find("cut short") != std::string::npos);
      }
    }
  }
}

TEST_CASE("progressive jpeg: more scans than the limit are refused, at every scale") {
  CHECK(Limits{}.max_scans == 500);
  for (const int scans : {12, 13}) {
    JpegOptions options;
    options.scans_of_one_coefficient = scans;
    const Bytes file = write_jpeg(test::make_picture({32, 32}).view(), options);
    REQUIRE(scans_of(file).size() == static_cast<std::size_t>(scans));
    for (const Size at_least : {Size{0, 0}, Size{1, 1}}) {
      DecodeOptions decode_options;
      decode_options.at_least = at_least;
      decode_options.limits.max_scans = 12;
      const auto decoded = kDecoder.decode(file, decode_options);
      CAPTURE(scans);
      CAPTURE(at_least);
      REQUIRE(decoded.has_value() == (scans == 12));
      if (decoded) continue;
      CHECK(decoded.error().code == ErrorCode::limit_exceeded);
      CHECK(decoded.error().message.text().starts_with("the JPEG has more than 12 scans, which is the limit"));
    }
  }
}

TEST_CASE("progressive jpeg: a file that stops before its last scan is smoothed, and says so") {
  const Bytes whole = progressive_file({256, 256}, {2, 2}, 0, false);
  CHECK(kDecoder.decode(whole, {})->warnings.empty());
  CHECK(decode_at_an_eighth(whole)->warnings.empty());
  const auto scans = scans_of(whole);
  for (std::size_t kept = 4; kept < scans.size(); ++kept) {
    Bytes file(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(scans[kept].begin));
    file.insert(file.end(), {0xFF, 0xD9});
    CAPTURE(kept);
    const std::vector wanted = {DecodeWarning{DecodeWarningKind::missing_scans, kept}};
    for (const int scale : {8, 4, 2}) {
      DecodeOptions options;
      if (scale < 8) options.at_least = {32 * scale, 32 * scale};
      const auto decoded = kDecoder.decode(file, options);
      REQUIRE(decoded);
      CHECK(decoded->warnings == wanted);
      CHECK(test::same_pixels(decoded->image.view(), test::read_jpeg_plainly(file, scale).view()));
    }
    const auto small = decode_at_an_eighth(file);
    REQUIRE(small);
    CHECK(small->warnings == wanted);
  }
}
