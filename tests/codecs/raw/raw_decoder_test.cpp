#include "codecs/raw/raw_decoder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "codecs/jpeg/jpeg_decoder.hpp"
#include "codecs/registry.hpp"
#include "tests/codecs/support/jpeg_writer.hpp"
#include "tests/codecs/support/raw_writer.hpp"
#include "tests/support/exif_block.hpp"

using namespace tbbimg;
using test::Bytes;
using test::RawKind;
using test::RawOptions;
using test::write_raw;

namespace {

const RawDecoder kRaw;

Bytes raw_jpeg(Size size, int orientation = 0, std::string_view date = {}) {
  test::JpegOptions options;
  if (orientation != 0 || !date.empty()) {
    test::ExifFields fields{};
    fields.orientation = orientation;
    fields.date_time_original = date;
    const std::string block = std::string("Exif\0\0", 6) + test::make_exif_block(fields);
    options.exif.assign(block.begin(), block.end());
  }
  return test::write_jpeg(test::make_picture(size).view(), options);
}

RawOptions raw_options(Size preview = {48, 32}) {
  RawOptions options;
  options.preview = raw_jpeg(preview);
  options.thumbnail = raw_jpeg({16, 8});
  return options;
}

class CountingFile final : public ByteSource {
 public:
  explicit CountingFile(const Bytes& bytes) : bytes_(bytes) {}
  [[nodiscard]] std::uint64_t size() const noexcept override { return bytes_.size(); }
  [[nodiscard]] Status read_at(std::uint64_t offset, std::span<std::uint8_t> to) const override {
    REQUIRE(offset + to.size() <= bytes_.size());
    if (reads++ == fails_at) return fail(ErrorCode::read_failed, "the disk is gone");
    bytes_read += to.size();
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), to.size(), to.begin());
    return {};
  }
  int fails_at = -1;
  mutable int reads = 0;
  mutable std::size_t bytes_read = 0;

 private:
  const Bytes& bytes_;
};

std::string raw_error(const Bytes& file) {
  const auto decoded = kRaw.decode(file, {});
  REQUIRE_FALSE(decoded.has_value());
  return decoded.error().message.text();
}

}  // namespace

TEST_CASE("raw decoder: every maker's largest preview, with the photograph's orientation and size") {
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  for (const bool big_endian : {false, true}) {
    for (const RawKind kind : test::kRawKinds) {
      CAPTURE(static_cast<int>(kind));
      RawOptions options = raw_options();
      options.orientation = kind == RawKind::raf ? 0 : 6;
      if (kind == RawKind::raf) options.preview = raw_jpeg({48, 32}, 6);
      options.date = "2019:07:23 10:11:12";
      options.big_endian = big_endian;
      const Bytes file = write_raw(kind, options);
      const Decoder* const decoder = codecs.find_decoder(file);
      REQUIRE(decoder != nullptr);
      CHECK(decoder->name() == "raw");
      const ImageInfo info = kRaw.probe(file).value();
      CHECK(info.stored_size == Size{48, 32});
      CHECK(info.preview_of == Size{96, 64});
      CHECK(info.exif.orientation == Orientation::rotate_90);
      if (kind != RawKind::raf) CHECK(info.exif.date == "2019-07-23");
      const auto decoded = kRaw.decode(file, {});
      REQUIRE(decoded.has_value());
      CHECK(test::same_pixels(decoded->image.view(), JpegDecoder().decode(options.preview, {})->image.view()));
      CHECK(decoded->warnings == std::vector<DecodeWarning>{{DecodeWarningKind::small_preview, 50}});
    }
  }
}

TEST_CASE("raw decoder: read in parts, little is read but the preview") {
  for (const RawKind kind : test::kRawKinds) {
    CAPTURE(static_cast<int>(kind));
    RawOptions options = raw_options();
    options.full_size = {1200, 800};
    const Bytes file = write_raw(kind, options);
    const CountingFile parts(file);
    const ImageInfo info = kRaw.probe_parts(parts, {}).value();
    CHECK(info.part_bytes == options.preview.size());
    CHECK(info.stored_size == kRaw.probe(file)->stored_size);
    DecodeOptions decode;
    decode.at_least = {20, 1};
    const auto reader = kRaw.open_parts(parts, decode);
    REQUIRE(reader.has_value());
    const auto decoded = kRaw.decode(**reader, decode);
    REQUIRE(decoded.has_value());
    CHECK(decoded->image.width() == 24);
    CHECK(decoded->warnings.empty());
    CHECK(parts.bytes_read < 400'000);
    CHECK(file.size() > 1'900'000);
    const CountingFile probed(file);
    REQUIRE(kRaw.probe_parts(probed, {}).has_value());
    for (int i = 0; i < probed.reads; ++i) {
      CountingFile failing(file);
      failing.fails_at = i;
      CHECK(kRaw.probe_parts(failing, {}).error().code == ErrorCode::read_failed);
    }
  }
}

TEST_CASE("raw decoder: a file cut at any byte fails") {
  for (const RawKind kind : test::kRawKinds) {
    CAPTURE(static_cast<int>(kind));
    RawOptions options = raw_options();
    options.full_size = {50, 34};
    const Bytes file = write_raw(kind, options);
    REQUIRE(kRaw.decode(file, {}).has_value());
    // Panasonic does not tell how much it has of samples.
    const std::size_t told = kind == RawKind::rw2 ? file.size() - 2 * options.full_size.pixels() : file.size();
    for (std::size_t size = 0; size < told; size += size < 600 || size + 40 > told ? 1 : 97) {
      CAPTURE(size);
      const Bytes part(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
      const auto decoded = kRaw.decode(part, {});
      REQUIRE_FALSE(decoded.has_value());
      CHECK(decoded.error().code == ErrorCode::corrupt_data);
    }
  }
}

TEST_CASE("raw decoder: a preview is turned once, also where it has an orientation of its own or is upright already") {
  RawOptions options = raw_options();
  options.orientation = 8;
  options.preview = raw_jpeg({48, 32}, 8);
  CHECK(kRaw.probe(write_raw(RawKind::dng, options))->exif.orientation == Orientation::rotate_270);
  options.preview = raw_jpeg({32, 48}, 1);
  CHECK(kRaw.probe(write_raw(RawKind::dng, options))->exif.orientation == Orientation::upright);
  options.orientation = 0;
  options.preview = raw_jpeg({48, 32}, 3, "2001:02:03 04:05:06");
  const ImageInfo info = kRaw.probe(write_raw(RawKind::dng, options)).value();
  CHECK(info.exif.orientation == Orientation::rotate_180);
  CHECK(info.exif.date == "2001-02-03");
}

TEST_CASE("raw decoder: no preview, or none that is a JPEG of a picture, is told") {
  for (const RawKind kind : test::kRawKinds) {
    CAPTURE(static_cast<int>(kind));
    RawOptions options;
    const std::string none = "the RAW photograph holds no JPEG preview";
    CHECK(raw_error(write_raw(kind, options)).starts_with(none));
    options.preview = Bytes(100, 9);
    CHECK(raw_error(write_raw(kind, options)).starts_with(none));
    // As sensors' samples are stored.
    options.preview = raw_jpeg({48, 32});
    for (std::size_t i = 0; i + 1 < options.preview.size(); ++i) {
      if (options.preview[i] == 0xFF && options.preview[i + 1] == 0xC0) options.preview[i + 1] = 0xC3;
    }
    CHECK(raw_error(write_raw(kind, options)).starts_with(none));
  }
  RawOptions options = raw_options();
  std::fill(options.preview.begin() + 700, options.preview.end(), std::uint8_t{0xFF});
  const auto damaged = kRaw.decode(write_raw(RawKind::nef, options), {});
  CHECK(damaged.error().sentence().text().starts_with("the preview of the RAW photograph: the JPEG"));
}

TEST_CASE("raw decoder: directories that lead back, are many, or lie end") {
  test::RawBuilder loop;
  loop.put(8, 0x5243, 2);
  loop.put(10, 2, 4);
  const Bytes jpeg = raw_jpeg({48, 32});
  const std::uint32_t at = loop.append(jpeg);
  const auto size = static_cast<std::uint32_t>(jpeg.size());
  const std::uint32_t directory = loop.directory({{513, 4, {at}}, {514, 4, {size}}}, 16);
  loop.set_first(directory);
  CHECK(directory == 16);
  CHECK(kRaw.decode(loop.file, {}).has_value());
  const std::uint32_t lying = loop.directory({{513, 4, {at}}, {514, 4, {0xFFFFFFFF}}});
  loop.set_first(lying);
  CHECK(raw_error(loop.file).starts_with("the RAW photograph is cut short"));
  std::uint32_t next = 0;
  for (int i = 0; i < 70; ++i) next = loop.directory({{513, 4, {at}}, {514, 4, {size}}}, next);
  loop.set_first(next);
  CHECK(raw_error(loop.file).find("more directories than any camera writes") != std::string::npos);
  loop.put(next, 0xFFFF, 2);
  CHECK(raw_error(loop.file).find("a directory has 65535 entries") != std::string::npos);
  loop.set_first(0xFFFFFFF0);
  CHECK(raw_error(loop.file).starts_with("the RAW photograph is cut short"));
}

TEST_CASE("raw decoder: limits, stop and salvage are the preview's") {
  const Bytes file = write_raw(RawKind::arw, raw_options({64, 640}));
  DecodeOptions options;
  options.limits.max_pixels = 1000;
  CHECK(kRaw.decode(file, options).error().code == ErrorCode::limit_exceeded);
  options.limits = {};
  std::stop_source stop;
  stop.request_stop();
  options.stop = stop.get_token();
  CHECK(kRaw.decode(file, options).error().code == ErrorCode::cancelled);
  options.stop = {};
  options.page = 1;
  CHECK(kRaw.decode(file, options).error().code == ErrorCode::invalid_argument);
  options.page = 0;
  options.salvage = true;
  RawOptions damaged = raw_options({64, 640});
  std::fill(damaged.preview.end() - 2000, damaged.preview.end(), std::uint8_t{0xFF});
  const auto salvaged = kRaw.decode(write_raw(RawKind::arw, damaged), options);
  REQUIRE(salvaged.has_value());
  CHECK(std::any_of(salvaged->warnings.begin(), salvaged->warnings.end(),
                    [](const DecodeWarning& w) { return w.kind == DecodeWarningKind::salvaged && w.figure > 0; }));
}

TEST_CASE("raw decoder: TIFFs that are none, also by cameras' programs, stay TIFFs") {
  const auto is_raw = [](const std::vector<test::RawBuilder::Field>& fields) {
    test::RawBuilder tiff;
    tiff.set_first(tiff.directory(fields));
    return kRaw.recognizes(tiff.file);
  };
  const test::RawBuilder::Field make = {271, 2, {'N', 'I', 'K', 'O', 'N', 0}};
  const test::RawBuilder::Field below = {330, 4, {2000}};
  CHECK_FALSE(is_raw({{256, 4, {10}}, {259, 3, {1}}, {262, 3, {2}}}));
  CHECK_FALSE(is_raw({make, {259, 3, {1}}, {262, 3, {2}}, below}));
  CHECK_FALSE(is_raw({make, {254, 4, {1}}}));
  CHECK(is_raw({make, {254, 4, {1}}, below}));
  CHECK(is_raw({make, {259, 3, {6}}, below}));
  CHECK(is_raw({make, {259, 3, {34713}}}));
  CHECK(is_raw({make, {262, 3, {32803}}}));
  CHECK(is_raw({{50706, 1, {1, 4, 0, 0}}}));
}
