#include "codecs/jxl/jxl_encoder.hpp"

#include <doctest/doctest.h>

#include "codecs/jxl/detail/jxl_patches.hpp"
#include "codecs/jxl/jxl_decoder.hpp"
#include "tests/codecs/jxl/jxl_writer.hpp"
#include "tests/codecs/support/jpeg_writer.hpp"
#include "tests/support/allocation_meter.hpp"

using namespace tbbimg;
using test::Bytes;

namespace {

const tbbimg::JxlEncoder kJxlEncoder;
const tbbimg::JxlDecoder kJxlBack;

Bytes jxl_encoded(ConstImageView picture, const EncodeOptions& options) {
  auto file = kJxlEncoder.encode(picture, options);
  REQUIRE_MESSAGE(file.has_value(), file.error().message.text());
  return test::to_bytes(file->bytes());
}

DecodedImage jxl_back(const Bytes& file) {
  DecodeOptions options;
  options.sixteen_bits = true;
  auto decoded = kJxlBack.decode(file, options);
  REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
  return *std::move(decoded);
}

}  // namespace

TEST_CASE("jxl encoder: lossless pictures of every format come back as they were, from views of any stride") {
  for (const PixelFormat format :
       {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8, PixelFormat::rgba8, PixelFormat::gray16,
        PixelFormat::gray_alpha16, PixelFormat::rgb16, PixelFormat::rgba16}) {
    Image picture = Image::create({{67, 45}, format}).value();
    std::uint32_t state = 3;
    for (int y = 0; y < picture.height(); ++y) {
      for (std::size_t i = 0; i < picture.view().row_bytes(); ++i) {
        state = state * 1664525U + 1013904223U;
        picture.view().row(y)[i] = static_cast<std::uint8_t>(static_cast<unsigned>(y) * 3 + (state >> 29U));
      }
    }
    EncodeOptions options;
    options.settings = {{"lossless", 1}, {"effort", 3}};
    CAPTURE(format);
    CHECK(test::same_pixels(jxl_back(jxl_encoded(picture.view(), options)).image.view(), picture.view()));
    const ConstImageView part = picture.view().crop(5, 3, {40, 31});
    CHECK(test::same_pixels(jxl_back(jxl_encoded(part, options)).image.view(), part));
    CHECK(kJxlEncoder.is_lossless(options.settings));
    options.settings = {{"effort", 3}};
    options.quality = 100;
    CHECK(test::same_pixels(jxl_back(jxl_encoded(part, options)).image.view(), part));
  }
}

TEST_CASE("jxl encoder: quality is kept to, and the same pixels give the same bytes") {
  const Image picture = test::make_picture({300, 200});
  double last = 0;
  std::size_t last_bytes = 0;
  for (const int quality : {1, 20, 50, 80, 95}) {
    EncodeOptions options;
    options.quality = quality;
    const Bytes file = jxl_encoded(picture.view(), options);
    const double psnr = test::psnr(jxl_back(file).image.view(), picture.view());
    CAPTURE(quality);
    CHECK(psnr > last);
    CHECK(file.size() > last_bytes);
    CHECK(file == jxl_encoded(picture.view(), options));
    last = psnr;
    last_bytes = file.size();
  }
  CHECK(last > 38);
  CHECK_FALSE(kJxlEncoder.is_lossless({}));
}

TEST_CASE("jxl encoder: profiles travel along; one that nobody could use does not cost the picture") {
  const Image picture = test::make_picture({40, 30});
  test::JxlOptions wide;
  wide.wide_gamut = true;
  const auto profile = kJxlBack.decode(test::write_jxl(picture.view(), wide), {}).value().metadata;
  REQUIRE(profile.icc_profile != nullptr);
  EncodeOptions options;
  options.metadata = profile;
  for (const int lossless : {0, 1}) {
    options.settings = {{"lossless", lossless}};
    const DecodedImage back = jxl_back(jxl_encoded(picture.view(), options));
    REQUIRE(back.metadata.icc_profile != nullptr);
    CHECK(test::psnr(back.image.view(), picture.view()) > 30);
  }
  options.metadata = test::metadata_with(test::make_icc_profile("RGB "));
  CHECK(jxl_back(jxl_encoded(picture.view(), options)).image.shape() == picture.shape());
}

TEST_CASE("jxl encoder: stops, and takes the memory that was said") {
  std::stop_source source;
  source.request_stop();
  EncodeOptions stopped;
  stopped.stop = source.get_token();
  CHECK(kJxlEncoder.encode(test::make_picture({5, 5}).view(), stopped).error().code == ErrorCode::cancelled);
  if (!test::meters_allocations()) return;
  const auto check = [](const Image& picture, int lossless, int effort) {
    const BufferPool pool(std::size_t{1} << 30);
    EncodeOptions options;
    options.pool = pool;
    options.settings = {{"lossless", lossless}, {"effort", effort}};
    const std::size_t estimated = kJxlEncoder.scratch_bytes(picture.shape(), options);
    const test::AllocationMeter meter;
    REQUIRE(kJxlEncoder.encode(picture.view(), options).has_value());
    CAPTURE(picture.shape());
    CAPTURE(lossless);
    CAPTURE(effort);
    CHECK(meter.peak() + pool.usage().total() <= estimated);
  };
  for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::rgb8, PixelFormat::rgba8, PixelFormat::rgb16}) {
    for (const int lossless : {0, 1}) {
      for (const int effort : {1, 3, 5, 7}) {
        check(test::make_picture({400, 300}, format), lossless, effort);
        check(test::make_dots({400, 300}, format), lossless, effort);
        check(test::make_page({400, 300}, format), lossless, effort);
        check(test::make_noise({400, 300}, format), lossless, effort);
      }
    }
  }
}

TEST_CASE("jxl encoder: a JPEG keeps its coefficients, comes back byte for byte, and is turned as it was") {
  const EncoderSettings wanted{{"lossless-jpeg", 1}, {"effort", 3}};
  CHECK(kJxlEncoder.repacks("jpeg", wanted));
  CHECK_FALSE(kJxlEncoder.repacks("png", wanted));
  CHECK_FALSE(kJxlEncoder.repacks("jpeg", {}));
  EncodeOptions options;
  options.settings = wanted;
  for (const bool progressive : {false, true}) {
    for (const PixelFormat format : {PixelFormat::rgb8, PixelFormat::gray8}) {
      test::JpegOptions as_jpeg;
      as_jpeg.progressive = progressive;
      const Bytes jpeg = test::write_jpeg(test::make_picture({61, 43}, format).view(), as_jpeg);
      const Image shown = test::read_jpeg_plainly(jpeg);
      for (const Orientation orientation :
           {Orientation::upright, Orientation::rotate_90, Orientation::flip_horizontal}) {
        CAPTURE(progressive);
        CAPTURE(format);
        CAPTURE(orientation);
        const auto file = kJxlEncoder.repack(jpeg, orientation, options);
        REQUIRE_MESSAGE(file.has_value(), file.error().message.text());
        CHECK(test::jpeg_within(test::to_bytes(file->bytes())) == jpeg);
        const DecodedImage back = jxl_back(test::to_bytes(file->bytes()));
        Image turned = Image::create({oriented(shown.view().size(), orientation), format}).value();
        REQUIRE(orient(shown.view(), turned.view(), orientation, {0, turned.height()}, Kernels::active().value())
                    .has_value());
        REQUIRE(back.image.shape() == turned.shape());
        CHECK(test::psnr(back.image.view(), turned.view()) > 38);
      }
    }
  }
  test::JpegOptions inks;
  inks.color = test::JpegOptions::Color::cmyk;
  const Bytes refused = test::write_jpeg(test::make_picture({20, 20}, PixelFormat::rgba8).view(), inks);
  CHECK(kJxlEncoder.repack(refused, Orientation::upright, options).error().code == ErrorCode::unsupported);
}

TEST_CASE("jxl encoder: a screenshot has patches, dots and pictures above 2560 x 1440 have none") {
  CHECK(detail::may_have_jxl_patches(test::make_page({640, 480}).view()));
  CHECK_FALSE(detail::may_have_jxl_patches(test::make_dots({640, 480}).view()));
  CHECK_FALSE(detail::may_have_jxl_patches(test::make_dots({640, 480}, PixelFormat::rgba16).view()));
  CHECK(detail::may_have_jxl_patches(test::make_page({2560, 1440}).view()));
  CHECK_FALSE(detail::may_have_jxl_patches(test::make_page({2560, 1640}).view()));
  CHECK(detail::jxl_patch_bytes({2560, 1640}) == 0);
}
