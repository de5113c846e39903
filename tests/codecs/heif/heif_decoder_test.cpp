#include "codecs/heif/heif_decoder.hpp"

#include <doctest/doctest.h>

#include <cstring>

#include "tests/codecs/support/heif_writer.hpp"
#include "tests/support/allocation_meter.hpp"

using namespace tbbimg;
using test::Bytes;
using test::HeifOptions;
using test::write_heif;

namespace {

const HeifDecoder kHeic(kHeicFormat);
const HeifDecoder kAvif(kAvifFormat);

const HeifDecoder& decoder_of(const HeifOptions& options) { return options.avif ? kAvif : kHeic; }

DecodedImage heif_decoded(const Bytes& file, const HeifOptions& options, bool deep = false) {
  REQUIRE_FALSE(file.empty());
  DecodeOptions decode;
  decode.sixteen_bits = deep;
  auto decoded = decoder_of(options).decode(file, decode);
  REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
  return *std::move(decoded);
}

}  // namespace

TEST_CASE("heif decoder: HEIC and AVIF, with and without alpha, of odd sizes") {
  for (const bool avif : {false, true}) {
    for (const PixelFormat format : {PixelFormat::rgb8, PixelFormat::rgba8}) {
      for (const Size size : {Size{64, 48}, Size{101, 67}}) {
        HeifOptions options;
        options.avif = avif;
        const Image picture = test::make_picture(size, format);
        const Bytes file = write_heif(picture.view(), options);
        const ImageInfo info = decoder_of(options).probe(file).value();
        CHECK(info.format == (avif ? "avif" : "heic"));
        CHECK(info.stored_size == size);
        CHECK(info.pixel_format == format);
        CHECK(info.bits_per_sample == 8);
        const DecodedImage decoded = heif_decoded(file, options);
        REQUIRE(decoded.image.shape() == picture.shape());
        CAPTURE(avif);
        CAPTURE(format);
        CHECK(test::psnr(decoded.image.view(), picture.view()) > 32);
      }
    }
  }
}

TEST_CASE("heif decoder: 10 and 12 bits are stretched to 16, and rounded to 8 for those who want no more") {
  for (const int bits : {10, 12}) {
    HeifOptions options;
    options.avif = bits == 12;  // libheif 1.15 asks libaom for a profile that has no 10 bits
    options.bits = bits;
    options.quality = 100;
    Image picture = Image::create({{64, 32}, PixelFormat::rgb16}).value();
    for (int y = 0; y < 32; ++y) {
      for (int i = 0; i < 64 * 3; ++i) {
        const auto sample = static_cast<std::uint16_t>(y * 2048);
        std::memcpy(picture.view().row(y) + 2 * i, &sample, 2);
      }
    }
    const Bytes file = write_heif(picture.view(), options);
    CHECK(decoder_of(options).probe(file)->bits_per_sample == bits);
    const DecodedImage deep = heif_decoded(file, options, true);
    const DecodedImage flat = heif_decoded(file, options);
    REQUIRE(deep.image.format() == PixelFormat::rgb16);
    REQUIRE(flat.image.format() == PixelFormat::rgb8);
    const int most = (1 << bits) - 1;
    for (int y = 0; y < 32; ++y) {
      std::uint16_t sample = 0;
      std::memcpy(&sample, deep.image.view().row(y) + 2 * 90, 2);
      CAPTURE(bits);
      CAPTURE(y);
      CHECK(std::abs(sample - y * 2048) < 300);
      // One of the values that so many bits can tell, spread over 16.
      const int value = (sample * most + 32'767) / 65'535;
      CHECK(int{sample} == (value * 65'535 + most / 2) / most);
      CHECK(int{flat.image.view().row(y)[90]} == (sample + 128) / 257);
    }
  }
}

TEST_CASE("heif decoder: premultiplied colours are made straight") {
  Image picture = Image::create({{64, 64}, PixelFormat::rgba8}).value();
  for (int y = 0; y < 64; ++y) {
    for (int x = 0; x < 64; ++x) {
      const std::uint8_t pixel[] = {100, 60, 20, 128};
      std::memcpy(picture.view().row(y) + 4 * x, pixel, 4);
    }
  }
  HeifOptions options;
  options.premultiplied = true;
  const DecodedImage decoded = heif_decoded(write_heif(picture.view(), options), options);
  const std::uint8_t* const pixel = decoded.image.view().row(30) + 4 * 30;
  CHECK(std::abs(pixel[0] - 199) < 8);
  CHECK(std::abs(pixel[1] - 120) < 8);
  CHECK(std::abs(pixel[2] - 40) < 8);
}

TEST_CASE("heif decoder: profile and EXIF travel along, but for the orientation, which the file applies itself") {
  HeifOptions options;
  options.exif = test::make_exif(6);
  options.icc_profile = test::make_icc_profile("RGB ");
  const Bytes file = write_heif(test::make_picture({64, 48}).view(), options);
  const ImageInfo info = kHeic.probe(file).value();
  CHECK(info.exif_bytes >= options.exif.size());
  CHECK(info.exif.orientation == Orientation::upright);
  CHECK(info.icc_profile_bytes == options.icc_profile.size());
  const DecodedImage decoded = heif_decoded(file, options);
  REQUIRE(decoded.metadata.icc_profile != nullptr);
  CHECK(*decoded.metadata.icc_profile == options.icc_profile);
}

TEST_CASE("heif decoder: a file that is cut fails, and a flipped byte never crashes") {
  for (const bool avif : {false, true}) {
    HeifOptions options;
    options.avif = avif;
    const Bytes file = write_heif(test::make_picture({64, 48}).view(), options);
    for (std::size_t length = 0; length < file.size(); length += 1 + length / 40) {
      const auto decoded = decoder_of(options).decode(std::span(file).first(length), {});
      CAPTURE(avif);
      CAPTURE(length);
      REQUIRE_FALSE(decoded.has_value());
      REQUIRE(decoded.error().message.text().size() > 15);
    }
    for (std::size_t i = 0; i < std::min<std::size_t>(file.size(), 600); i += 3) {
      Bytes flipped = file;
      flipped[i] ^= 0x55;
      const auto decoded = decoder_of(options).decode(flipped, {});
      if (!decoded) CHECK(decoded.error().message.text().size() > 15);
    }
  }
}

TEST_CASE("heif decoder: brands tell the two apart; limits and stops are kept to") {
  const Bytes heic = write_heif(test::make_picture({64, 48}).view());
  HeifOptions options;
  options.avif = true;
  const Bytes avif = write_heif(test::make_picture({64, 48}).view(), options);
  CHECK(kHeic.recognizes(heic));
  CHECK_FALSE(kAvif.recognizes(heic));
  CHECK(kAvif.recognizes(avif));
  CHECK_FALSE(kHeic.recognizes(avif));
  const std::string video = std::string("\0\0\0\x18", 4) + "ftypisom....isomiso2";
  CHECK_FALSE(kHeic.recognizes({reinterpret_cast<const std::uint8_t*>(video.data()), video.size()}));
  DecodeOptions small;
  small.limits.max_pixels = 1000;
  CHECK(kHeic.decode(heic, small).error().code == ErrorCode::limit_exceeded);
  std::stop_source source;
  source.request_stop();
  DecodeOptions stopped;
  stopped.stop = source.get_token();
  CHECK(kHeic.decode(heic, stopped).error().code == ErrorCode::cancelled);
}

TEST_CASE("heif decoder: takes the memory that was said") {
  if (!test::meters_allocations()) {
    MESSAGE("skipped: allocations are not counted under a sanitizer");
    return;
  }
  for (const bool avif : {false, true}) {
    for (const PixelFormat format : {PixelFormat::rgb8, PixelFormat::rgba8}) {
      HeifOptions options;
      options.avif = avif;
      const Bytes file = write_heif(test::make_picture({1200, 900}, format).view(), options);
      const DecodeCost cost = decoder_of(options).cost(decoder_of(options).probe(file).value(), {});
      const test::AllocationMeter meter;
      const DecodedImage decoded = heif_decoded(file, options);
      const std::size_t estimated = cost.scratch_bytes + image_bytes(cost.output);
      CAPTURE(avif);
      CAPTURE(format);
      CAPTURE(estimated);
      CAPTURE(meter.peak());
      CHECK(meter.peak() <= estimated);
      CHECK(estimated <= 2 * meter.peak() + (std::size_t{512} << 10));
    }
  }
}
