// The memory budget rests on what decoders and encoders say they will take: it must be true.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "codecs/registry.hpp"
#include "tests/codecs/support/encoder_options.hpp"
#include "tests/codecs/support/jpeg_writer.hpp"
#include "tests/codecs/support/png_writer.hpp"
#include "tests/codecs/support/raw_writer.hpp"
#include "tests/codecs/support/webp_writer.hpp"
#include "tests/support/allocation_meter.hpp"

using namespace tbbimg;
using test::Bytes;

namespace {

// What an estimate may exceed the truth by: the budget is not there to be wasted, either.
constexpr std::size_t kSlack = std::size_t{512} * 1024;

void check_estimate(std::size_t estimated, std::size_t taken, std::size_t generosity) {
  CAPTURE(estimated);
  CAPTURE(taken);
  CHECK(taken <= estimated);
  CHECK(estimated <= generosity * taken + kSlack);
}

void check_decode(const Decoder& decoder, const Bytes& file, Size at_least) {
  const ImageInfo info = decoder.probe(file).value();
  const DecodeCost cost = decoder.cost(info, at_least);
  const BufferPool pool(std::size_t{1} << 30);
  DecodeOptions options;
  options.at_least = at_least;
  options.pool = pool;
  const test::AllocationMeter meter;
  const auto decoded = decoder.decode(file, options);
  const std::size_t taken = meter.peak() + pool.usage().total();
  REQUIRE(decoded.has_value());
  CAPTURE(decoder.name());
  CAPTURE(static_cast<int>(info.model));
  CAPTURE(info.stored_size);
  CAPTURE(info.progressive);
  CAPTURE(at_least);
  CHECK(cost.output == decoded->image.shape());
  // Buffers may be an eighth larger than asked for.
  check_estimate((cost.scratch_bytes + image_bytes(cost.output)) * 9 / 8, taken, 2);
}

std::size_t taken_to_encode(const Encoder& encoder, const Image& picture, EncodeOptions options) {
  const BufferPool pool(std::size_t{1} << 30);
  options.pool = pool;
  const test::AllocationMeter meter;
  const auto file = encoder.encode(picture.view(), options);
  REQUIRE(file.has_value());
  return meter.peak() + pool.usage().total();
}

struct Pictures {
  Pictures(Size size, PixelFormat format)
      : photograph(test::make_picture(size, format)),
        noise(test::make_noise(size, format)),
        dots(test::make_dots(size, format)),
        page(test::make_page(size, format)) {}

  Image photograph;
  Image noise;
  Image dots;
  Image page;
};

/// Those that are likely to take the most. Not measured, for they take seconds: large drawings, large noise that gets a
/// palette, and noise and pages for the options of AVIF.
std::vector<const Image*> likely_ones(const Pictures& pictures, const Encoder& encoder,
                                      const EncoderSettings& settings) {
  const bool small = pictures.photograph.shape().size.width <= 200;
  const bool of_avif = encoder.name() == "avif" && !settings.empty();
  std::vector<const Image*> likely = {&pictures.photograph};
  if (!of_avif && (small || !settings.contains("colors"))) likely.push_back(&pictures.noise);
  if (small) likely.push_back(&pictures.dots);
  if (small && !of_avif) likely.push_back(&pictures.page);
  return likely;
}

/// What is said holds for all of these, and one of them takes about as much.
void check_encode(const Encoder& encoder, const Pictures& pictures, int quality, const EncoderSettings& settings = {}) {
  const ImageShape shape = pictures.photograph.shape();
  EncodeOptions options;
  options.quality = quality;
  options.settings = settings;
  const std::size_t estimated = encoder.scratch_bytes(shape, options);
  std::size_t taken = 0;
  for (const Image* picture : likely_ones(pictures, encoder, settings)) {
    taken = std::max(taken, taken_to_encode(encoder, *picture, options));
  }
  CAPTURE(encoder.name());
  CAPTURE(shape);
  CAPTURE(quality);
  CAPTURE(settings);
  // The pictures of these tests have less detail than some photographs.
  check_estimate(estimated * 9 / 8, taken, settings.empty() ? 3 : 8);
}

}  // namespace

TEST_CASE("cost: decoding takes what was said, for all kinds of files") {
  if (!test::meters_allocations()) {
    MESSAGE("skipped: allocations are not counted under a sanitizer");
    return;
  }
  const CodecRegistry registry = CodecRegistry::with_builtin_codecs();
  const auto decoder_of = [&registry](const Bytes& file) -> const Decoder& { return *registry.find_decoder(file); };
  const auto check_all = [&](const Bytes& file) {
    for (const Size at_least : {Size{0, 0}, Size{1, 1}, Size{400, 1}}) check_decode(decoder_of(file), file, at_least);
  };
  for (const Size size : {Size{1000, 800}, Size{333, 1501}}) {
    const Image rgb = test::make_picture(size);
    const Image rgba = test::make_picture(size, PixelFormat::rgba8);
    const Image gray = test::make_picture(size, PixelFormat::gray8);
    for (const Size subsampling : {Size{1, 1}, Size{2, 1}, Size{2, 2}, Size{4, 1}}) {
      for (const bool progressive : {false, true}) {
        test::JpegOptions options;
        options.chroma_subsampling = subsampling;
        options.progressive = progressive;
        check_all(test::write_jpeg(rgb.view(), options));
      }
    }
    test::JpegOptions jpeg;
    check_all(test::write_jpeg(gray.view(), jpeg));
    jpeg.one_scan_per_component = true;
    check_all(test::write_jpeg(rgb.view(), jpeg));
    jpeg.color = test::JpegOptions::Color::cmyk;
    check_all(test::write_jpeg(rgba.view(), jpeg));

    test::RawOptions raw;
    raw.preview = test::write_jpeg(rgb.view(), {});
    check_all(test::write_raw(test::RawKind::dng, raw));

    test::PngOptions png;
    for (const bool interlaced : {false, true}) {
      png.interlaced = interlaced;
      png.bit_depth = 8;
      check_all(test::write_png(gray.view(), png));
      check_all(test::write_png(rgba.view(), png));
      png.bit_depth = 16;
      check_all(test::write_png(rgba.view(), png));
    }

    test::WebpOptions webp;
    check_all(test::write_webp(rgb.view(), webp));
    check_all(test::write_webp(rgba.view(), webp));
    webp.lossless = true;
    check_all(test::write_webp(rgb.view(), webp));
    check_all(test::write_webp(rgba.view(), webp));
  }
}

TEST_CASE("cost: encoding takes what was said") {
  if (!test::meters_allocations()) {
    MESSAGE("skipped: allocations are not counted under a sanitizer");
    return;
  }
  const CodecRegistry registry = CodecRegistry::with_builtin_codecs();
  for (const auto& encoder : registry.encoders()) {
    for (const PixelFormat format :
         {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8, PixelFormat::rgba8}) {
      if (!encoder->accepts(format)) continue;
      for (const Size size : {Size{200, 150}, Size{900, 700}}) {
        // Takes seconds, and avif_encoder_test.cpp measures it.
        if (encoder->name() == "avif" && size.width > 200) continue;
        const Pictures pictures(size, format);
        for (const int quality : {50, 95}) check_encode(*encoder, pictures, quality);
        for (const EncoderOption& option : encoder->options()) {
          for (const int value : test::values_of(option)) {
            check_encode(*encoder, pictures, 80, {{std::string(option.name), value}});
          }
        }
      }
    }
  }
}
