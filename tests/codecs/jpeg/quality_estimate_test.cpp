#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "codecs/jpeg/detail/app_segments.hpp"
#include "codecs/jpeg/jpeg_decoder.hpp"
#include "codecs/jpeg/jpeg_encoder.hpp"
#include "codecs/png/png_encoder.hpp"
#include "codecs/registry.hpp"
#include "tests/codecs/support/jpeg_writer.hpp"

using namespace tbbimg;
using test::Bytes;

namespace {

QualityEstimate quality_of(const Bytes& file) {
  const auto info = JpegDecoder().probe(file);
  REQUIRE(info.has_value());
  REQUIRE(info->quality.has_value());
  return *info->quality;
}

// Each step of all tables, changed.
template <class Change>
Bytes with_steps(Bytes file, const Change& change) {
  constexpr auto kTables = static_cast<detail::JpegMarker>(0xDB);
  std::size_t offset = 0;
  while (const auto segment = detail::next_jpeg_segment(file, offset)) {
    offset = segment->end;
    if (segment->marker == detail::JpegMarker::sos) break;
    if (segment->marker != kTables) continue;
    const std::size_t begin = segment->end - segment->payload.size();
    for (std::size_t i = 0; i < segment->payload.size(); ++i) {
      if (i % 65 != 0) file[begin + i] = change(i % 65 - 1, file[begin + i]);
    }
  }
  return file;
}

}  // namespace

TEST_CASE("jpeg quality: every one that libjpeg and our encoder can be told, with and without chroma") {
  const Image colour = test::make_picture({16, 16});
  const Image gray = test::make_picture({16, 16}, PixelFormat::gray8);
  for (int quality = 1; quality <= 100; ++quality) {
    CAPTURE(quality);
    test::JpegOptions options;
    options.quality = quality;
    options.progressive = quality % 2 == 0;
    CHECK(quality_of(test::write_jpeg(colour.view(), options)) == QualityEstimate{quality, true});
    EncodeOptions ours;
    ours.quality = quality;
    for (const Image* image : {&colour, &gray}) {
      const Buffer file = JpegEncoder().encode(image->view(), ours).value();
      CHECK(quality_of({file.bytes().begin(), file.bytes().end()}) == QualityEstimate{quality, true});
    }
  }
}

TEST_CASE("jpeg quality: colours without chroma share the luma's table") {
  test::JpegOptions options;
  options.quality = 73;
  options.color = test::JpegOptions::Color::rgb;
  CHECK(quality_of(test::write_jpeg(test::make_picture({16, 16}).view(), options)) == QualityEstimate{73, true});
  for (const auto inks : {test::JpegOptions::Color::cmyk, test::JpegOptions::Color::ycck}) {
    options.color = inks;
    CHECK(quality_of(test::write_jpeg(test::make_picture({16, 16}, PixelFormat::rgba8).view(), options)) ==
          QualityEstimate{73, true});
  }
}

TEST_CASE("jpeg quality: tables of another making come near one") {
  test::JpegOptions options;
  options.quality = 80;
  const Bytes file = test::write_jpeg(test::make_picture({16, 16}).view(), options);
  // One step differs.
  const auto almost = quality_of(with_steps(
      file, [](std::size_t at, std::uint8_t step) { return static_cast<std::uint8_t>(at == 5 ? step + 1 : step); }));
  CHECK(almost == QualityEstimate{80, false});
  // All steps alike: a sum between those of others.
  const auto flat = quality_of(with_steps(file, [](std::size_t, std::uint8_t) { return std::uint8_t{3}; }));
  CHECK_FALSE(flat.is_standard);
  CHECK(flat.quality > 95);
  CHECK(flat.quality < 99);
  CHECK(quality_of(with_steps(file, [](std::size_t, std::uint8_t) { return std::uint8_t{255}; })).quality == 1);
  CHECK(quality_of(with_steps(file, [](std::size_t, std::uint8_t) { return std::uint8_t{1}; })) ==
        QualityEstimate{100, true});
}

TEST_CASE("jpeg quality: other formats have none") {
  const Buffer png = PngEncoder().encode(test::make_picture({8, 8}).view(), {}).value();
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  CHECK_FALSE(codecs.find_decoder(png.bytes())->probe(png.bytes())->quality.has_value());
}
