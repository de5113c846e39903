#include "engine/variants/quality_search.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "kernels/compare/ssim.hpp"
#include "tests/support/allocation_meter.hpp"
#include "tests/support/levels.hpp"

using namespace tbbimg;

namespace {

const CodecRegistry& codecs() {
  static const CodecRegistry kCodecs = CodecRegistry::with_builtin_codecs();
  return kCodecs;
}

OperationContext context_of(Kernels kernels = Kernels::active().value()) { return {kernels, {}, {}, false}; }

// Waves that get finer to the right and grain that gets coarser downwards: something to lose at every quality.
Image detailed_picture(Size size, PixelFormat format = PixelFormat::rgb8) {
  Image image = test::make_image(size, format);
  test::Random random(5);
  for (int y = 0; y < size.height; ++y) {
    std::uint8_t* sample = image.view().row(y);
    for (int x = 0; x < size.width; ++x) {
      const double wave = 80 * std::sin(x * x * 2.0 / size.width + y * 0.05);
      const int grain = random.between(-1 - 30 * y / size.height, 1 + 30 * y / size.height);
      for (int c = 0; c < channels(format); ++c) {
        const bool alpha = has_alpha(format) && c + 1 == channels(format);
        *sample++ = static_cast<std::uint8_t>(
            alpha ? 255 - y * 200 / size.height : std::clamp(static_cast<int>(120 + wave) + grain + 15 * c, 0, 255));
      }
    }
  }
  return image;
}

EncodeOptions at(int quality) {
  EncodeOptions options;
  options.quality = quality;
  return options;
}

std::size_t size_at(const Image& image, const Encoder& encoder, EncodeOptions options, int quality) {
  options.quality = quality;
  return encoder.encode(image.view(), options).value().size();
}

double ssim_of(const Buffer& file, const Image& image) {
  const Decoder* decoder = codecs().find_decoder(file.bytes());
  const DecodedImage decoded = decoder->decode(file.bytes(), {}).value();
  return ssim(decoded.image.view(), image.view(), Kernels::active().value()).value();
}

double ssim_at(const Image& image, const Encoder& encoder, int quality) {
  return ssim_of(encoder.encode(image.view(), at(quality)).value(), image);
}

QualityTarget fitting(std::uint64_t bytes) {
  QualityTarget target;
  target.max_bytes = bytes;
  target.min_quality = 1;
  return target;
}

QualityTarget alike(double similarity) {
  QualityTarget target;
  target.min_ssim = similarity;
  target.min_quality = 1;
  target.max_quality = 100;
  return target;
}

FoundQuality search(const Image& image, const Encoder& encoder, const QualityTarget& target,
                    const EncodeOptions& options = at(80)) {
  auto found = search_quality(image.view(), options, target, encoder, codecs(), context_of());
  REQUIRE_MESSAGE(found.has_value(), (found ? "" : found.error().message.text()));
  return *std::move(found);
}

bool same_bytes(const Buffer& a, const Buffer& b) {
  return std::equal(a.bytes().begin(), a.bytes().end(), b.bytes().begin(), b.bytes().end());
}

/// Sizes from a table, in which quality 60 is a dent and 41 a bump; counts how often each quality is asked for.
class BumpyEncoder final : public Encoder {
 public:
  [[nodiscard]] const FormatInfo& format() const noexcept override {
    static constexpr FormatInfo kFormat = {.name = "bumpy", .title = "bumpy", .extensions = {}};
    return kFormat;
  }
  [[nodiscard]] bool accepts(PixelFormat /*format*/) const noexcept override { return true; }
  [[nodiscard]] int max_side() const noexcept override { return 1000; }
  [[nodiscard]] bool is_lossless(const EncoderSettings& /*settings*/) const noexcept override { return false; }
  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& /*shape*/,
                                          const EncodeOptions& /*options*/) const noexcept override {
    return 100'000;
  }
  [[nodiscard]] Result<Buffer> encode(ConstImageView /*image*/, const EncodeOptions& options) const override {
    ++asked[options.quality];
    const int dent = options.quality == 60 ? -450 : options.quality == 41 ? 600 : 0;
    return BufferPool().allocate(static_cast<std::size_t>(1000 + 20 * options.quality + dent));
  }
  mutable std::map<int, int> asked;
};

/// JPEG that counts how often each quality is asked for.
class CountingJpeg final : public Encoder {
 public:
  [[nodiscard]] const FormatInfo& format() const noexcept override { return jpeg_.format(); }
  [[nodiscard]] bool accepts(PixelFormat format) const noexcept override { return jpeg_.accepts(format); }
  [[nodiscard]] int max_side() const noexcept override { return jpeg_.max_side(); }
  [[nodiscard]] bool is_lossless(const EncoderSettings& settings) const noexcept override {
    return jpeg_.is_lossless(settings);
  }
  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& shape,
                                          const EncodeOptions& options) const noexcept override {
    return jpeg_.scratch_bytes(shape, options);
  }
  [[nodiscard]] Result<Buffer> encode(ConstImageView image, const EncodeOptions& options) const override {
    ++asked[options.quality];
    return jpeg_.encode(image, options);
  }
  mutable std::map<int, int> asked;

 private:
  const Encoder& jpeg_ = *codecs().find_encoder("jpeg");
};

}  // namespace

TEST_CASE("quality_search: a bound on bytes is kept, and one quality more would break it") {
  const Image image = detailed_picture({320, 200});
  for (const char* format : {"jpeg", "webp"}) {
    const Encoder& encoder = *codecs().find_encoder(format);
    const std::size_t unbound = size_at(image, encoder, {}, 80);
    for (const double share : {0.99, 0.9, 0.7, 0.5, 0.4}) {
      const auto bound = static_cast<std::uint64_t>(share * static_cast<double>(unbound));
      const FoundQuality found = search(image, encoder, fitting(bound));
      CAPTURE(format);
      CAPTURE(bound);
      CHECK(found.file.size() <= bound);
      CHECK(found.quality < 80);
      CHECK(found.file.size() == size_at(image, encoder, {}, found.quality));
      CHECK(size_at(image, encoder, {}, found.quality + 1) > bound);
      CHECK(found.encodes <= 8);
    }
    const FoundQuality exact = search(image, encoder, fitting(size_at(image, encoder, {}, 50)));
    CHECK(exact.quality >= 50);
  }
}

TEST_CASE("quality_search: what fits at the quality asked for is encoded once") {
  const Image image = detailed_picture({160, 100});
  const Encoder& encoder = *codecs().find_encoder("jpeg");
  const FoundQuality found = search(image, encoder, fitting(1'000'000), at(70));
  CHECK(found.quality == 70);
  CHECK(found.encodes == 1);
  CHECK(same_bytes(found.file, encoder.encode(image.view(), at(70)).value()));
}

TEST_CASE("quality_search: the quality that is just alike enough") {
  const Image image = detailed_picture({320, 200});
  for (const char* format : {"jpeg", "webp"}) {
    const Encoder& encoder = *codecs().find_encoder(format);
    for (const int quality : {30, 60, 75, 92}) {
      const double wanted = ssim_at(image, encoder, quality);
      const FoundQuality found = search(image, encoder, alike(wanted));
      CAPTURE(format);
      CAPTURE(wanted);
      CHECK(ssim_of(found.file, image) >= wanted);
      REQUIRE(found.quality > 1);
      CHECK(ssim_at(image, encoder, found.quality - 1) < wanted);
      CHECK(found.encodes <= 9);
    }
  }
}

TEST_CASE("quality_search: stays between the qualities that are allowed") {
  const Image image = detailed_picture({160, 100});
  const Encoder& encoder = *codecs().find_encoder("jpeg");
  QualityTarget target = alike(0.99999);
  target.max_quality = 90;
  CHECK(search(image, encoder, target).quality == 90);
  target.min_ssim = 0.01;
  target.min_quality = 40;
  CHECK(search(image, encoder, target).quality == 40);
  target.min_quality = target.max_quality = 77;
  CHECK(search(image, encoder, target).quality == 77);
}

TEST_CASE("quality_search: with both, bytes are the bound and likeness the wish") {
  const Image image = detailed_picture({320, 200});
  const Encoder& encoder = *codecs().find_encoder("jpeg");
  const FoundQuality wish = search(image, encoder, alike(0.97));
  QualityTarget both = alike(0.97);
  both.max_bytes = wish.file.size();
  const FoundQuality fits = search(image, encoder, both);
  CHECK(fits.quality == wish.quality);
  CHECK(same_bytes(fits.file, wish.file));

  for (const std::size_t divisor : {20U, 3U, 2U}) {
    both.max_bytes = wish.file.size() - wish.file.size() / divisor;
    const FoundQuality found = search(image, encoder, both);
    CAPTURE(divisor);
    CHECK(found.file.size() <= *both.max_bytes);
    CHECK(found.quality < wish.quality);
    CHECK(size_at(image, encoder, {}, found.quality + 1) > *both.max_bytes);
    CHECK(same_bytes(found.file, encoder.encode(image.view(), at(found.quality)).value()));

    const CountingJpeg counting;
    CHECK(search(image, counting, both).quality == found.quality);
    CHECK(static_cast<int>(counting.asked.size()) == found.encodes);
    for (const auto& [quality, times] : counting.asked) CHECK(times == 1);
  }
}

TEST_CASE("quality_search: a bound that cannot be kept says what would help") {
  const Image image = detailed_picture({160, 100});
  const Encoder& encoder = *codecs().find_encoder("webp");
  QualityTarget target = fitting(100);
  target.min_quality = 35;
  const std::size_t smallest = size_at(image, encoder, {}, 35);
  for (const bool with_ssim : {false, true}) {
    if (with_ssim) target.min_ssim = 0.9;
    const auto found = search_quality(image.view(), at(80), target, encoder, codecs(), context_of());
    REQUIRE_FALSE(found.has_value());
    CHECK(found.error().code == ErrorCode::limit_exceeded);
    CHECK(found.error().message.text() ==
          "the file would have " + std::to_string(smallest) +
              " bytes even at quality 35, and max-bytes is 100; make the image (160x100) "
              "smaller, or allow a lower min-quality or more bytes");
  }
}

TEST_CASE("quality_search: metadata counts") {
  const Image image = detailed_picture({320, 200});
  std::vector<std::uint8_t> profile(6000);
  std::copy_n("RGB ", 4, profile.begin() + 16);
  EncodeOptions options = at(80);
  options.metadata.icc_profile = std::make_shared<const std::vector<std::uint8_t>>(std::move(profile));
  for (const char* format : {"jpeg", "webp"}) {
    const Encoder& encoder = *codecs().find_encoder(format);
    const std::uint64_t bound = size_at(image, encoder, {}, 80);  // without a profile
    const FoundQuality found = search(image, encoder, fitting(bound), options);
    CHECK(found.quality < 80);
    CHECK(found.file.size() <= bound);
    CHECK(size_at(image, encoder, options, found.quality + 1) > bound);
  }
}

TEST_CASE("quality_search: no candidate is encoded twice, and a measure with bumps does not matter") {
  const Image image = test::make_image({10, 10}, PixelFormat::rgb8);
  for (std::uint64_t bound = 1021; bound <= 3100; bound += 7) {
    const BumpyEncoder encoder;
    const auto found = search_quality(image.view(), at(100), fitting(bound), encoder, codecs(), context_of());
    CAPTURE(bound);
    REQUIRE(found.has_value());
    CHECK(found->file.size() <= bound);
    for (const auto& [quality, times] : encoder.asked) CHECK(times == 1);
    CHECK(static_cast<int>(encoder.asked.size()) == found->encodes);
    CHECK(found->encodes <= 13);
    if (found->quality == 100) continue;
    CHECK(encoder.encode(image.view(), at(found->quality + 1)).value().size() > bound);
  }
}

TEST_CASE("quality_search: gray, alpha and every level") {
  for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::rgb8, PixelFormat::rgba8}) {
    const Image image = detailed_picture({200, 120}, format);
    const Encoder& encoder = *codecs().find_encoder(format == PixelFormat::rgba8 ? "webp" : "jpeg");
    const FoundQuality expected = search(image, encoder, alike(0.95));
    CHECK(ssim_of(expected.file, image) >= 0.95);
    for (const SimdLevel level : supported_simd_levels()) {
      const auto found =
          search_quality(image.view(), at(80), alike(0.95), encoder, codecs(), context_of(test::kernels_of(level)));
      CHECK(same_bytes(found->file, expected.file));
    }
  }
}

TEST_CASE("quality_search: a lossless format makes the only file it can") {
  const Image image = detailed_picture({64, 40});
  const Encoder& png = *codecs().find_encoder("png");
  CHECK(search(image, png, alike(0.9)).encodes == 1);
  const std::size_t bytes = size_at(image, png, {}, 80);
  CHECK(search(image, png, fitting(bytes)).file.size() == bytes);
  const auto found = search_quality(image.view(), at(80), fitting(bytes - 1), png, codecs(), context_of());
  CHECK(found.error().message.text() ==
        "the file has " + std::to_string(bytes) + " bytes, max-bytes is " + std::to_string(bytes - 1) +
            ", and png, as it is set, has no quality to lower; make the image (64x40) smaller or "
            "choose jpeg or webp");
}

TEST_CASE("quality_search: stops between candidates") {
  const Image image = detailed_picture({160, 100});
  std::stop_source stop;
  stop.request_stop();
  EncodeOptions options = at(80);
  options.stop = stop.get_token();
  const auto found =
      search_quality(image.view(), options, alike(0.9), *codecs().find_encoder("jpeg"), codecs(), context_of());
  CHECK(found.error().code == ErrorCode::cancelled);
}

TEST_CASE("quality_search: takes the memory that was said") {
  if (!test::meters_allocations()) {
    MESSAGE("skipped: allocations are not counted under a sanitizer");
    return;
  }
  for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::rgb8, PixelFormat::rgba8}) {
    const Image image = detailed_picture({900, 700}, format);
    for (const char* name : {"jpeg", "webp"}) {
      const Encoder& encoder = *codecs().find_encoder(name);
      if (!encoder.accepts(format)) continue;
      for (QualityTarget target : {fitting(60'000), alike(0.97)}) {
        target.max_quality = 85;  // above 90, JPEG has thrice the chroma, and candidates take less than that most often
        for (const bool both : {false, true}) {
          if (both) {
            target.min_ssim = 0.97;
            target.max_bytes = 60'000;
          }
          const std::uint64_t said = search_bytes(image.shape(), at(80), target, encoder, codecs());
          const test::AllocationMeter meter;
          CHECK(search_quality(image.view(), at(80), target, encoder, codecs(), context_of()).has_value());
          CAPTURE(name);
          CAPTURE(to_string(format));
          CHECK(meter.peak() <= said);
        }
      }
    }
  }
}
