// Files without what is not of their picture, and where the picture ends.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <string>
#include <vector>

#include "codecs/gif/gif_decoder.hpp"
#include "codecs/jpeg/jpeg_decoder.hpp"
#include "codecs/png/png_decoder.hpp"
#include "codecs/png/png_encoder.hpp"
#include "codecs/registry.hpp"
#include "codecs/webp/webp_decoder.hpp"
#include "codecs/webp/webp_encoder.hpp"
#include "tests/codecs/support/gif_writer.hpp"
#include "tests/codecs/support/jpeg_writer.hpp"
#include "tests/codecs/support/png_writer.hpp"
#include "tests/codecs/support/webp_writer.hpp"

using namespace tbbimg;
using test::Bytes;

namespace {

const std::string kSecret = "51.5007 N, 0.1246 W";

Bytes bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

bool holds(std::span<const std::uint8_t> file, const std::string& text) {
  return std::search(file.begin(), file.end(), text.begin(), text.end()) != file.end();
}

Bytes with_secret(Bytes exif) {
  exif.insert(exif.end(), kSecret.begin(), kSecret.end());
  return exif;
}

// A segment behind the start marker.
Bytes with_segment(Bytes jpeg, std::uint8_t marker, const std::string& payload) {
  Bytes segment = {0xFF, marker, static_cast<std::uint8_t>((payload.size() + 2) >> 8U),
                   static_cast<std::uint8_t>(payload.size() + 2)};
  segment.insert(segment.end(), payload.begin(), payload.end());
  jpeg.insert(jpeg.begin() + 2, segment.begin(), segment.end());
  return jpeg;
}

// What decodes as `file` does, in the same colours, and tells nothing else.
void check_stripped(const Decoder& decoder, const Bytes& file) {
  CAPTURE(decoder.name());
  REQUIRE(holds(file, kSecret));
  Bytes longer = file;
  for (int i = 0; i < 1000; ++i) longer.push_back(static_cast<std::uint8_t>(i));
  CHECK(decoder.picture_end(longer) == file.size());
  CHECK(decoder.picture_end(file) == file.size());
  for (std::size_t bytes = 0; bytes < file.size(); ++bytes) {
    if (decoder.picture_end(std::span(file).first(bytes))) FAIL("an end at " << bytes << " of " << file.size());
  }
  const auto stripped = decoder.strip(longer, {});
  REQUIRE(stripped.has_value());
  CHECK_FALSE(holds(stripped->bytes(), kSecret));
  CHECK(stripped->size() < file.size());
  CHECK(decoder.picture_end(stripped->bytes()) == stripped->size());
  const auto before = decoder.decode(file, {});
  const auto after = decoder.decode(stripped->bytes(), {});
  REQUIRE(before.has_value());
  REQUIRE(after.has_value());
  CHECK(test::psnr(before->image.view(), after->image.view()) == 999);
  REQUIRE(after->metadata.icc_profile != nullptr);
  CHECK(*before->metadata.icc_profile == *after->metadata.icc_profile);
  CHECK(decoder.probe(stripped->bytes())->exif_bytes == 0);
  // Nothing is left to strip.
  CHECK(decoder.strip(stripped->bytes(), {})->size() == stripped->size());
  CHECK(decoder.strip(std::span(file).first(file.size() - 1), {}).error().code == ErrorCode::corrupt_data);
}

}  // namespace

TEST_CASE("strip: JPEG, of one scan and of several, with comments, foreign segments and restart markers") {
  const Image picture = test::make_picture({65, 43});
  for (const bool progressive : {false, true}) {
    test::JpegOptions options;
    options.progressive = progressive;
    options.restart_interval = progressive ? 0 : 3;
    options.icc_profile = test::make_icc_profile("RGB ");
    options.exif = with_secret(test::make_exif_with_prefix(1));
    Bytes file = test::write_jpeg(picture.view(), options);
    for (const int marker : {0xFE, 0xE1, 0xED, 0xE3})
      file = with_segment(std::move(file), static_cast<std::uint8_t>(marker), kSecret);
    check_stripped(JpegDecoder(), file);
  }
  // A thumbnail inside of JFIF may show what was cut off.
  Bytes jfif = test::write_jpeg(picture.view(), {});
  const std::string header("JFIF\0\1\1\0\0\1\0\1\1\1abc", 17);
  CHECK_FALSE(JpegDecoder().strip(with_segment(jfif, 0xE0, header), {}));
  // Adobe's marker says what the samples are.
  test::JpegOptions inks;
  inks.color = test::JpegOptions::Color::ycck;
  const Bytes file = test::write_jpeg(test::make_picture({32, 16}, PixelFormat::rgba8).view(), inks);
  const auto stripped = JpegDecoder().strip(file, {});
  REQUIRE(stripped.has_value());
  CHECK(test::psnr(JpegDecoder().decode(file, {})->image.view(),
                   JpegDecoder().decode(stripped->bytes(), {})->image.view()) == 999);
}

TEST_CASE("strip: PNG, whose transparency stays") {
  for (const bool palette : {false, true}) {
    Image picture = test::make_picture({40, 30}, PixelFormat::rgba8);
    for (int y = 0; palette && y < picture.height(); ++y) std::memset(picture.view().row(y), y, 4 * 40);
    test::PngOptions options;
    options.palette = palette;
    options.icc_profile = test::make_icc_profile("RGB ");
    options.exif = with_secret(test::make_exif(1));
    options.text = bytes_of(std::string("GPS") + '\0' + kSecret);
    check_stripped(PngDecoder(),
                   test::insert_png_chunk(test::write_png(picture.view(), options), "zzZz", bytes_of(kSecret)));
  }
}

TEST_CASE("strip: WebP, with loss and without") {
  for (const bool lossless : {false, true}) {
    test::WebpOptions options;
    options.lossless = lossless;
    options.icc_profile = test::make_icc_profile("RGB ");
    options.exif = with_secret(test::make_exif(1));
    check_stripped(WebpDecoder(), test::write_webp(test::make_picture({40, 30}, PixelFormat::rgba8).view(), options));
  }
}

namespace {

// Every frame, before and after.
void check_same_frames(const Decoder& decoder, std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  const auto before = decoder.open(a, {}).value();
  const auto after = decoder.open(b, {}).value();
  CHECK(before->info().frames == after->info().frames);
  CHECK(before->info().loops == after->info().loops);
  Image old_frame = Image::create(before->shape()).value();
  Image new_frame = Image::create(after->shape()).value();
  for (int i = 0; i < before->info().frames; ++i) {
    const auto old_one = before->next_frame().value();
    const auto new_one = after->next_frame().value();
    REQUIRE(old_one.has_value());
    REQUIRE(new_one.has_value());
    CHECK(old_one->duration == new_one->duration);
    REQUIRE(before->read_rows(old_frame.view()));
    REQUIRE(after->read_rows(new_frame.view()));
    CHECK(test::psnr(old_frame.view(), new_frame.view()) == 999);
  }
  CHECK(after->finish());
  CHECK(after->warnings().empty());
}

Bytes animation_of(const Encoder& encoder, int frames) {
  EncodeOptions options;
  options.metadata = test::metadata_with(test::make_icc_profile("RGB "));
  const auto writer = encoder.open({{40, 30}, PixelFormat::rgb8}, 3, options).value();
  for (int i = 0; i < frames; ++i) {
    Image picture = test::make_picture({40, 30});
    std::memset(picture.view().row(i), 77, 60);
    REQUIRE(writer->begin_frame({std::chrono::milliseconds(100 + 10 * i)}));
    REQUIRE(writer->write_rows(picture.view()));
  }
  const Buffer file = writer->finish().value();
  return {file.bytes().begin(), file.bytes().end()};
}

}  // namespace

TEST_CASE("strip: GIF, whose frames, delays and loops stay") {
  const auto extension = [](std::uint8_t label, const std::string& name, const std::string& data) {
    Bytes block = {0x21, label};
    for (const std::string& part : {name, data}) {
      if (part.empty()) continue;
      block.push_back(static_cast<std::uint8_t>(part.size()));
      block.insert(block.end(), part.begin(), part.end());
    }
    block.push_back(0);
    return block;
  };
  test::GifOptions options;
  options.screen = {24, 16};
  options.palette = test::make_gif_palette(16);
  options.repeats = 4;
  for (const Bytes& block : {extension(0xFE, "", kSecret), extension(0xFF, "XMP DataXMP", kSecret),
                             extension(0x01, std::string(12, '\1'), kSecret)}) {
    options.before_frames.insert(options.before_frames.end(), block.begin(), block.end());
    options.behind_frame.insert(options.behind_frame.end(), block.begin(), block.end());
  }
  std::vector<test::GifFrame> frames;
  for (const int seed : {1, 2, 3}) {
    frames.push_back(test::make_gif_frame({{seed, 0}, {20, 16}}, 16, static_cast<std::uint32_t>(seed)));
    frames.back().hundredths = 7 * seed;
    frames.back().disposal = seed;
    frames.back().transparent = 3;
  }
  const Bytes file = test::write_gif(options, frames);
  REQUIRE(holds(file, kSecret));
  const GifDecoder decoder;
  for (std::size_t bytes = 0; bytes < file.size(); ++bytes) {
    const Bytes exact(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(bytes));
    CHECK_FALSE(decoder.picture_end(exact).has_value());
    CHECK(decoder.strip(exact, {}).error().code == ErrorCode::corrupt_data);
  }
  Bytes longer = file;
  longer.insert(longer.end(), kSecret.begin(), kSecret.end());
  CHECK(decoder.picture_end(longer) == file.size());
  const Buffer stripped = decoder.strip(longer, {}).value();
  CHECK_FALSE(holds(stripped.bytes(), kSecret));
  CHECK(holds(stripped.bytes(), "NETSCAPE2.0"));
  check_same_frames(decoder, file, stripped.bytes());
  CHECK(decoder.strip(stripped.bytes(), {})->size() == stripped.size());
}

TEST_CASE("strip: animations of PNG and WebP keep their frames, and a still PNG keeps none that it hides") {
  const Bytes png = animation_of(PngEncoder(), 3);
  const Bytes commented = test::insert_png_chunk(png, "zzZz", bytes_of(kSecret));
  REQUIRE(holds(commented, kSecret));
  const Buffer stripped = PngDecoder().strip(commented, {}).value();
  CHECK_FALSE(holds(stripped.bytes(), kSecret));
  check_same_frames(PngDecoder(), png, stripped.bytes());
  const Bytes webp = animation_of(WebpEncoder(), 3);
  check_same_frames(WebpDecoder(), webp, WebpDecoder().strip(webp, {})->bytes());

  const Bytes still = test::write_png(test::make_picture({40, 30}).view(), {});
  const Bytes hiding = test::insert_png_chunk(still, "fdAT", bytes_of("0000" + kSecret));
  REQUIRE(PngDecoder().probe(hiding)->frames == 1);
  CHECK_FALSE(holds(PngDecoder().strip(hiding, {})->bytes(), kSecret));
}

TEST_CASE("strip: who says it can does, and the others say that they cannot") {
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  for (const auto& encoder : codecs.encoders()) {
    CAPTURE(encoder->name());
    const Buffer file = encoder->encode(test::make_picture({20, 10}).view(), {}).value();
    const Decoder& decoder = *codecs.find_decoder_by_name(encoder->name());
    const auto stripped = decoder.strip(file.bytes(), {});
    CHECK(stripped.has_value() == decoder.can_strip());
    if (!stripped) CHECK(stripped.error().code == ErrorCode::unsupported);
  }
}

TEST_CASE("strip: what is no file of the format has no end") {
  const Bytes rubbish(100, 0x42);
  CHECK_FALSE(WebpDecoder().picture_end(rubbish));
  CHECK_FALSE(PngDecoder().picture_end(rubbish));
  CHECK_FALSE(JpegDecoder().picture_end(rubbish));
  CHECK_FALSE(JpegDecoder().picture_end({}));
  // Headers that promise what is not there: a file of 8 bytes, and flags in a chunk without any.
  const Bytes empty = {'R', 'I', 'F', 'F', 0, 0, 0, 0, 'W', 'E', 'B', 'P'};
  CHECK_FALSE(WebpDecoder().picture_end(empty));
  CHECK_FALSE(WebpDecoder().strip(empty, {}));
  const Bytes flagless = {'R', 'I', 'F', 'F', 12, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8', 'X', 0, 0, 0, 0};
  CHECK(WebpDecoder().strip(flagless, {})->size() == flagless.size());
  // A chunk of 4 GiB in a file of 20 bytes.
  const Bytes huge = {'R', 'I', 'F', 'F', 0xFF, 0xFF, 0xFF, 0xFF, 'W',  'E',
                      'B', 'P', 'V', 'P', '8',  ' ',  0xFF, 0xFF, 0xFF, 0xFF};
  CHECK_FALSE(WebpDecoder().picture_end(huge));
}
