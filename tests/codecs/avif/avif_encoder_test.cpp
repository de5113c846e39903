#include "codecs/avif/avif_encoder.hpp"

#include <avif/avif.h>
#include <doctest/doctest.h>

#include <cstring>
#include <memory>

#include "codecs/heif/heif_decoder.hpp"
#include "tests/codecs/support/pictures.hpp"
#include "tests/support/allocation_meter.hpp"

using namespace tbbimg;
using test::Bytes;

namespace {

const tbbimg::AvifEncoder kAvifEncoder;
const HeifDecoder kAvifBack(kAvifFormat);

Bytes avif_encoded(ConstImageView picture, const EncodeOptions& options) {
  auto file = kAvifEncoder.encode(picture, options);
  REQUIRE_MESSAGE(file.has_value(), file.error().message.text());
  return test::to_bytes(file->bytes());
}

DecodedImage avif_back(const Bytes& file, bool deep = true) {
  DecodeOptions options;
  options.sixteen_bits = deep;
  auto decoded = kAvifBack.decode(file, options);
  REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
  return *std::move(decoded);
}

struct FreeAvif {
  void operator()(avifDecoder* decoder) const noexcept { avifDecoderDestroy(decoder); }
};
using AvifFile = std::unique_ptr<avifDecoder, FreeAvif>;

/// What libavif, with whichever AV1 decoder it likes best, sees in a file.
AvifFile avif_opened(const Bytes& file) {
  AvifFile decoder(avifDecoderCreate());
  REQUIRE(avifDecoderSetIOMemory(decoder.get(), file.data(), file.size()) == AVIF_RESULT_OK);
  REQUIRE(avifDecoderParse(decoder.get()) == AVIF_RESULT_OK);
  REQUIRE(avifDecoderNextImage(decoder.get()) == AVIF_RESULT_OK);
  return decoder;
}

/// As libavif turns it into pixels: RGB or RGBA of 8 bits.
Image avif_shown(const Bytes& file) {
  const AvifFile decoder = avif_opened(file);
  const avifImage& image = *decoder->image;
  const bool alpha = image.alphaPlane != nullptr;
  const Size size{static_cast<int>(image.width), static_cast<int>(image.height)};
  Image picture = Image::create({size, alpha ? PixelFormat::rgba8 : PixelFormat::rgb8}).value();
  avifRGBImage rgb;
  avifRGBImageSetDefaults(&rgb, &image);
  rgb.format = alpha ? AVIF_RGB_FORMAT_RGBA : AVIF_RGB_FORMAT_RGB;
  rgb.depth = 8;
  rgb.pixels = picture.view().data;
  rgb.rowBytes = static_cast<std::uint32_t>(picture.view().stride);
  REQUIRE(avifImageYUVToRGB(&image, &rgb) == AVIF_RESULT_OK);
  return picture;
}

/// Samples that 12 bits can tell; `most` of them 4095, or 255.
Image picture_of_steps(Size size, PixelFormat format) {
  Image picture = Image::create({size, format}).value();
  const bool deep = bytes_per_sample(format) == 2;
  std::uint32_t state = 3;
  for (int y = 0; y < size.height; ++y) {
    std::uint8_t* const row = picture.view().row(y);
    for (int i = 0; i < size.width * channels(format); ++i) {
      state = state * 1664525U + 1013904223U;
      const std::uint32_t step = (static_cast<std::uint32_t>(y * 40 + i) + (state >> 26U)) & (deep ? 4095U : 255U);
      if (!deep) {
        row[i] = static_cast<std::uint8_t>(step);
        continue;
      }
      const auto sample = static_cast<std::uint16_t>((step * 65'535 + 2047) / 4095);
      std::memcpy(row + 2 * i, &sample, 2);
    }
  }
  return picture;
}

/// Gray pixels as the decoder, which knows colours only, gives them.
Image in_colors(ConstImageView gray) {
  const bool alpha = has_alpha(gray.format);
  const auto bytes = static_cast<std::size_t>(bytes_per_sample(gray.format));
  const PixelFormat shallow = alpha ? PixelFormat::rgba8 : PixelFormat::rgb8;
  Image picture = Image::create({gray.size(), bytes == 2 ? sixteen_bits(shallow) : shallow}).value();
  for (int y = 0; y < gray.height; ++y) {
    const std::uint8_t* from = gray.row(y);
    std::uint8_t* to = picture.view().row(y);
    for (int x = 0; x < gray.width; ++x, from += bytes * (alpha ? 2 : 1)) {
      for (int c = 0; c < 3; ++c, to += bytes) std::memcpy(to, from, bytes);
      if (alpha) std::memcpy(to, from + bytes, bytes);
      if (alpha) to += bytes;
    }
  }
  return picture;
}

}  // namespace

TEST_CASE("avif encoder: lossless pictures of every format and size come back as they were, from views of any stride") {
  for (const PixelFormat format :
       {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8, PixelFormat::rgba8, PixelFormat::gray16,
        PixelFormat::gray_alpha16, PixelFormat::rgb16, PixelFormat::rgba16}) {
    const Image picture = picture_of_steps({75, 52}, format);
    EncodeOptions options;
    options.settings = {{"lossless", 1}, {"effort", 0}};
    CHECK(kAvifEncoder.is_lossless(options.settings));
    for (const Size size : {Size{1, 1}, Size{2, 3}, Size{67, 45}}) {
      const ConstImageView part = std::as_const(picture).view().crop(5, 3, size);
      CAPTURE(format);
      CAPTURE(size);
      const Image back = avif_back(avif_encoded(part, options)).image;
      CHECK(test::same_pixels(back.view(), is_gray(format) ? in_colors(part).view() : part));
    }
  }
}

TEST_CASE("avif encoder: 8 bits are kept by files of 10 and 12") {
  const Image picture = test::make_picture({40, 30}, PixelFormat::rgba8);
  for (const int bits : {1, 2, 3}) {
    EncodeOptions options;
    options.settings = {{"lossless", 1}, {"effort", 0}, {"bits", bits}};
    const Bytes file = avif_encoded(picture.view(), options);
    CHECK(kAvifBack.probe(file)->bits_per_sample == 6 + 2 * bits);
    CHECK(test::same_pixels(avif_back(file, false).image.view(), picture.view()));
    CHECK(test::same_pixels(avif_shown(file).view(), picture.view()));
  }
}

TEST_CASE("avif encoder: colours come out as two other decoders show them, however they are stored") {
  for (const PixelFormat format :
       {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8, PixelFormat::rgba8, PixelFormat::rgb16}) {
    // Smooth, so that what is seen is the colours, not the loss.
    Image picture = Image::create({{61, 47}, format}).value();
    Image expected = Image::create({{61, 47}, has_alpha(format) ? PixelFormat::rgba8 : PixelFormat::rgb8}).value();
    for (int y = 0; y < picture.height(); ++y) {
      for (int x = 0; x < picture.width(); ++x) {
        const int values[] = {4 * x, is_gray(format) ? 4 * x : 5 * y, is_gray(format) ? 4 * x : 250 - 3 * x - y,
                              255 - 5 * y};
        const int count = channels(format);
        for (int c = 0; c < count; ++c) {
          const int value = values[c == count - 1 && has_alpha(format) ? 3 : c];
          const auto sample = static_cast<std::uint16_t>(value * 257);
          std::memcpy(picture.view().row(y) + (x * count + c) * bytes_per_sample(format), &sample,
                      static_cast<std::size_t>(bytes_per_sample(format)));
        }
        std::uint8_t* to = expected.view().row(y) + x * channels(expected.format());
        for (int c = 0; c < channels(expected.format()); ++c) to[c] = static_cast<std::uint8_t>(values[c]);
      }
    }
    for (const int subsampling : {1, 2, 3}) {
      EncodeOptions options;
      options.quality = 97;
      options.settings = {{"effort", 0}, {"subsampling", subsampling}};
      const Bytes file = avif_encoded(picture.view(), options);
      CAPTURE(format);
      CAPTURE(subsampling);
      CHECK(test::psnr(avif_shown(file).view(), expected.view()) > 40);
      CHECK(test::psnr(avif_back(file, false).image.view(), expected.view()) > 40);
      constexpr std::array kStored = {AVIF_PIXEL_FORMAT_YUV444, AVIF_PIXEL_FORMAT_YUV422, AVIF_PIXEL_FORMAT_YUV420};
      const avifPixelFormat stored = avif_opened(file)->image->yuvFormat;
      CHECK(stored == (is_gray(format) ? AVIF_PIXEL_FORMAT_YUV400 : kStored.at(std::size_t(subsampling) - 1)));
    }
  }
}

TEST_CASE("avif encoder: quality is kept to, of alpha its own, and the same pixels give the same bytes") {
  const Image picture = test::make_picture({120, 90}, PixelFormat::rgba8);
  double last = 0;
  std::size_t last_bytes = 0;
  for (const int quality : {1, 30, 60, 85, 100}) {
    EncodeOptions options;
    options.quality = quality;
    options.settings = {{"effort", 1}};
    const Bytes file = avif_encoded(picture.view(), options);
    const Image back = avif_back(file).image;
    const double psnr = test::psnr(back.view(), picture.view());
    CAPTURE(quality);
    CHECK(psnr > last);
    CHECK(file.size() > last_bytes);
    CHECK(file == avif_encoded(picture.view(), options));
    last = psnr;
    last_bytes = file.size();
    bool same_alpha = true;
    for (int y = 0; y < 90; ++y) {
      for (int x = 0; x < 120; ++x) {
        same_alpha = same_alpha && back.view().row(y)[4 * x + 3] == picture.view().row(y)[4 * x + 3];
      }
    }
    CHECK(same_alpha);
    options.settings["alpha-quality"] = 20;
    CHECK(avif_encoded(picture.view(), options).size() < file.size());
  }
  CHECK_FALSE(kAvifEncoder.is_lossless({}));
}

TEST_CASE("avif encoder: a profile travels along if it fits; without one the file says sRGB") {
  const Image picture = test::make_picture({40, 30});
  EncodeOptions options;
  options.settings = {{"effort", 0}};
  const AvifFile plain = avif_opened(avif_encoded(picture.view(), options));
  CHECK(plain->image->icc.size == 0);
  CHECK(plain->image->colorPrimaries == AVIF_COLOR_PRIMARIES_BT709);
  CHECK(plain->image->transferCharacteristics == AVIF_TRANSFER_CHARACTERISTICS_SRGB);
  options.metadata = test::metadata_with(test::make_icc_profile("RGB "));
  const DecodedImage back = avif_back(avif_encoded(picture.view(), options));
  REQUIRE(back.metadata.icc_profile != nullptr);
  CHECK(*back.metadata.icc_profile == *options.metadata.icc_profile);
  options.metadata = test::metadata_with(test::make_icc_profile("GRAY"));
  CHECK(avif_back(avif_encoded(picture.view(), options)).metadata.icc_profile == nullptr);
}

TEST_CASE("avif encoder: stops, and knows the longest side") {
  std::stop_source source;
  source.request_stop();
  EncodeOptions stopped;
  stopped.stop = source.get_token();
  CHECK(kAvifEncoder.encode(test::make_picture({5, 5}).view(), stopped).error().code == ErrorCode::cancelled);
  EncodeOptions options;
  options.settings = {{"effort", 0}};
  const int side = kAvifEncoder.max_side();
  CHECK(avif_back(avif_encoded(test::make_picture({side, 1}).view(), options)).image.shape().size == Size{side, 1});
  CHECK(kAvifEncoder.encode(test::make_picture({side + 1, 1}).view(), options).error().code ==
        ErrorCode::limit_exceeded);
}

TEST_CASE("avif encoder: takes the memory that was said") {
  if (!test::meters_allocations()) {
    MESSAGE("skipped: allocations are not counted under a sanitizer");
    return;
  }
  const auto check = [](const Image& picture, const EncoderSettings& settings, int quality, std::size_t generosity) {
    const BufferPool pool(std::size_t{1} << 30);
    EncodeOptions options;
    options.quality = quality;
    options.pool = pool;
    options.settings = settings;
    const std::size_t estimated = kAvifEncoder.scratch_bytes(picture.shape(), options);
    const test::AllocationMeter meter;
    const auto file = kAvifEncoder.encode(picture.view(), options);
    REQUIRE(file.has_value());
    const std::size_t taken = meter.peak() + pool.usage().total();
    CAPTURE(picture.shape());
    CAPTURE(settings);
    CAPTURE(estimated);
    CAPTURE(taken);
    CHECK(taken <= estimated);
    CHECK(estimated <= generosity * taken);
  };
  for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::rgb8, PixelFormat::rgba16}) {
    check(test::make_picture({300, 250}, format), {{"effort", 0}}, 60, 3);
    check(picture_of_steps({300, 250}, format), {{"effort", 0}}, 95, 3);
    check(picture_of_steps({300, 250}, format), {{"effort", 0}, {"lossless", 1}}, 80, 3);
    // What is reserved for a drawing is too much for a photograph.
    check(test::make_picture({200, 100}, format), {{"effort", 5}}, 50, 8);
    check(test::make_dots({200, 100}, format), {{"effort", 5}}, 50, 3);
    check(test::make_dots({400, 400}, format), {{"effort", 2}}, 50, 3);
  }
  check(test::make_picture({8000, 8}), {{"effort", 0}}, 60, 3);
  check(test::make_picture({8, 8000}), {{"effort", 0}}, 60, 3);
  check(test::make_dots({2050, 2040}, PixelFormat::gray8), {{"effort", 2}}, 50, 3);
}

TEST_CASE("avif encoder: drawings are stored as copies of what was drawn before, up to 2560 x 1440") {
  // 64 x 64 dots over and over.
  const auto file_size = [](Size size) {
    const Image dots = test::make_dots({64, 64});
    Image picture = Image::create({size, PixelFormat::rgb8}).value();
    for (int y = 0; y < size.height; ++y) {
      for (int x = 0; x < size.width; ++x) {
        std::copy_n(dots.view().row(y % 64) + x % 64 * 3, 3, picture.view().row(y) + std::ptrdiff_t{x} * 3);
      }
    }
    EncodeOptions options;
    options.settings = {{"effort", 2}};
    return avif_encoded(picture.view(), options).size();
  };
  CHECK(file_size({2560, 1440}) * 4 < file_size({2560, 1640}));
}
