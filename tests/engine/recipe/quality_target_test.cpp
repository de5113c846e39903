#include "engine/recipe/quality_target.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace tbbimg;

namespace {

QualityTarget fitting(std::uint64_t bytes) {
  QualityTarget target;
  target.max_bytes = bytes;
  return target;
}

QualityTarget alike(double similarity) {
  QualityTarget target;
  target.min_ssim = similarity;
  return target;
}

class UnreadableEncoder final : public Encoder {
 public:
  [[nodiscard]] const FormatInfo& format() const noexcept override {
    static constexpr FormatInfo kFormat = {.name = "secret", .title = "secret", .extensions = {}};
    return kFormat;
  }
  [[nodiscard]] bool accepts(PixelFormat /*format*/) const noexcept override { return true; }
  [[nodiscard]] bool is_lossless(const EncoderSettings& /*settings*/) const noexcept override { return false; }
  [[nodiscard]] int max_side() const noexcept override { return 1000; }
  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& /*shape*/,
                                          const EncodeOptions& /*options*/) const noexcept override {
    return 0;
  }
  [[nodiscard]] Result<Buffer> encode(ConstImageView /*image*/, const EncodeOptions& /*options*/) const override {
    return BufferPool().allocate(1);
  }
};

}  // namespace

TEST_CASE("quality_target: set by either bound") {
  CHECK_FALSE(QualityTarget{}.is_set());
  CHECK(fitting(1).is_set());
  CHECK(alike(0.9).is_set());
}

TEST_CASE("quality_target: one that makes no sense is refused") {
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  const Encoder* jpeg = codecs.find_encoder("jpeg");
  const auto message = [&codecs](const QualityTarget& target, const Encoder* encoder) {
    const Status status = check_target(target, encoder, {}, codecs);
    return status ? std::string() : status.error().message.text();
  };
  CHECK(message({}, jpeg).empty());
  CHECK(message(fitting(1), jpeg).empty());
  CHECK(message(alike(0.98), jpeg).empty());
  CHECK(message(fitting(0), jpeg) == "max-bytes is 0, and no file is that small");
  CHECK(message(alike(1), jpeg) == "ssim is 1.000000, allowed: above 0 and below 1, such as 0.95");
  CHECK_FALSE(message(alike(0), jpeg).empty());
  CHECK_FALSE(message(alike(std::nan("")), nullptr).empty());
  CHECK(message(fitting(5000), codecs.find_encoder("png")) ==
        "max-bytes needs a quality to lower, and png, as it is set, has none; choose jpeg or lossy webp");
  CHECK(message(alike(0.9), codecs.find_encoder("png")).empty());
  CHECK(message(fitting(5000), nullptr).empty());
  CHECK_FALSE(check_target(fitting(5000), codecs.find_encoder("webp"), {{"lossless", 1}}, codecs));
  CHECK(check_target(fitting(5000), codecs.find_encoder("webp"), {}, codecs));
  QualityTarget target = fitting(5000);
  target.min_quality = 96;
  CHECK(message(target, jpeg) ==
        "min-quality is 96 and max-quality 95, allowed: 1..100, the first not above the second");
  target.min_quality = 50;
  target.max_quality = 101;
  CHECK_FALSE(message(target, jpeg).empty());
  target.max_quality = 95;
  target.min_quality = 0;
  CHECK_FALSE(message(target, jpeg).empty());
  const UnreadableEncoder unreadable;
  CHECK(message(alike(0.9), &unreadable) ==
        "quality by SSIM needs a decoder to look at the result, and nothing here reads secret");
  CHECK(message(fitting(5000), &unreadable).empty());
}
