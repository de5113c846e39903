#include "codecs/tiff/tiff_encoder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>

#include "codecs/tiff/tiff_decoder.hpp"
#include "tests/codecs/support/encoder_options.hpp"
#include "tests/codecs/support/tiff_writer.hpp"

using namespace tbbimg;

namespace {

const TiffEncoder kTiffEncoder;
const TiffDecoder kTiffReader;

/// All bits of all samples.
Image tiff_noise(Size size, PixelFormat format) {
  Image image = Image::create({size, format}).value();
  std::uint32_t state = 1;
  for (int y = 0; y < size.height; ++y) {
    for (std::size_t i = 0; i < image.view().row_bytes(); ++i) {
      state = state * 1664525U + 1013904223U;
      image.view().row(y)[i] = static_cast<std::uint8_t>(state >> 24U);
    }
  }
  return image;
}

std::vector<EncoderSettings> all_tiff_settings() {
  std::vector<EncoderSettings> all;
  for (const int compression : {0, 1, 2}) {
    for (const int tiles : {0, 1}) all.push_back({{"compression", compression}, {"tiles", tiles}});
  }
  return all;
}

}  // namespace

TEST_CASE("tiff encoder: keeps every bit of every format, and always gives the same bytes") {
  for (const EncoderSettings& settings : all_tiff_settings()) {
    for (const Size size : {Size{1, 1}, Size{300, 7}, Size{3, 600}, Size{700, 520}}) {
      for (int f = 0; f < 8; ++f) {
        const auto format = static_cast<PixelFormat>(f);
        const Image picture = tiff_noise(size, format);
        EncodeOptions options;
        options.settings = settings;
        const auto file = kTiffEncoder.encode(picture.view(), options);
        REQUIRE_MESSAGE(file.has_value(), file.error().message.text());
        DecodeOptions wide;
        wide.sixteen_bits = true;
        const auto decoded = kTiffReader.decode(file->bytes(), wide);
        REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
        CAPTURE(size);
        CAPTURE(format);
        CAPTURE(settings);
        REQUIRE(test::same_pixels(decoded->image.view(), picture.view()));
        CHECK(test::to_bytes(kTiffEncoder.encode(picture.view(), options)->bytes()) == test::to_bytes(file->bytes()));
      }
    }
  }
}

TEST_CASE("tiff encoder: compression makes pictures smaller") {
  const Image picture = test::make_picture({400, 300});
  std::vector<std::size_t> sizes;
  for (const int compression : {0, 1, 2}) {
    EncodeOptions options;
    options.settings = {{"compression", compression}};
    sizes.push_back(kTiffEncoder.encode(picture.view(), options).value().size());
  }
  CHECK(sizes[0] > sizes[1]);
  CHECK(sizes[1] > sizes[2]);
  CHECK(kTiffEncoder.encode(picture.view(), {}).value().size() == sizes[2]);
}

TEST_CASE("tiff encoder: rows may lie upside down") {
  const Image picture = test::make_picture({40, 30});
  Image flipped = Image::create(picture.shape()).value();
  for (int y = 0; y < 30; ++y) {
    std::copy_n(picture.view().row(y), picture.view().row_bytes(), flipped.view().row(29 - y));
  }
  ConstImageView upwards = flipped.view();
  upwards.data = flipped.view().row(29);
  upwards.stride = -upwards.stride;
  for (const EncoderSettings& settings : all_tiff_settings()) {
    EncodeOptions options;
    options.settings = settings;
    CHECK(test::to_bytes(kTiffEncoder.encode(upwards, options).value().bytes()) ==
          test::to_bytes(kTiffEncoder.encode(picture.view(), options).value().bytes()));
  }
}

TEST_CASE("tiff encoder: embeds a colour profile that fits") {
  const Image picture = test::make_picture({21, 20});
  EncodeOptions options;
  const test::Bytes profile = test::make_icc_profile("RGB ");
  options.metadata = test::metadata_with(profile);
  const Buffer file = kTiffEncoder.encode(picture.view(), options).value();
  const auto decoded = kTiffReader.decode(file.bytes(), {}).value();
  REQUIRE(decoded.metadata.icc_profile != nullptr);
  CHECK(*decoded.metadata.icc_profile == profile);
  options.metadata = test::metadata_with(test::make_icc_profile("GRAY"));
  CHECK(kTiffReader.probe(kTiffEncoder.encode(picture.view(), options).value().bytes()).value().icc_profile_bytes == 0);
}

TEST_CASE("tiff encoder: stops when asked to, and refuses what it cannot do") {
  std::stop_source source;
  source.request_stop();
  const Image picture = test::make_picture({50, 50});
  for (EncoderSettings settings : all_tiff_settings()) {
    EncodeOptions options;
    options.settings = settings;
    options.stop = source.get_token();
    CHECK(kTiffEncoder.encode(picture.view(), options).error().code == ErrorCode::cancelled);
  }
  EncodeOptions options;
  options.settings = {{"compression", 3}};
  CHECK(kTiffEncoder.encode(picture.view(), options).error().code == ErrorCode::invalid_argument);
}
