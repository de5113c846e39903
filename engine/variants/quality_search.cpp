#include "engine/variants/quality_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>

#include "engine/variants/quality_bracket.hpp"
#include "kernels/compare/ssim.hpp"
#include "kernels/core/validate.hpp"

namespace tbbimg {
namespace {

// Means of JPEG and WebP over 32 photographs of 800 pixels, at qualities 0, 5, ..., 100: the logarithm of the size,
// relative to that at 80, and likeness(). A first guess is off by 0.65 (standard deviation), because photographs
// differ; from what one candidate measures, the next is predicted to 0.15.
constexpr QualityCurve kSizeCurve = {-2.18, -1.89, -1.56, -1.34, -1.17, -1.03, -0.92, -0.81, -0.73, -0.64, -0.57,
                                     -0.50, -0.43, -0.35, -0.27, -0.18, 0.00,  0.20,  0.61,  1.03,  1.67};
constexpr QualityCurve kLikenessCurve = {1.60, 1.84, 2.16, 2.34, 2.57, 2.70, 2.81, 2.91, 3.00, 3.09, 3.16,
                                         3.23, 3.30, 3.38, 3.47, 3.58, 3.78, 4.02, 4.38, 4.94, 6.34};

// 1 - SSIM falls by the same factor for images that are easy and for those that are not.
double likeness(double ssim) noexcept { return -std::log(std::max(1 - ssim, 1e-9)); }

struct Range {
  int lowest;
  int highest;
};

Range qualities(const QualityTarget& target, int quality) noexcept {
  if (target.min_ssim) return {target.min_quality, target.max_quality};
  return {std::min(target.min_quality, quality), quality};
}

class Search {
 public:
  Search(ConstImageView image, const EncodeOptions& options, const QualityTarget& target, const Encoder& encoder,
         const Decoder* decoder, const OperationContext& context)
      : image_(image),
        options_(options),
        target_(target),
        encoder_(encoder),
        decoder_(decoder),
        context_(context),
        range_(qualities(target, options.quality)) {}

  [[nodiscard]] Result<FoundQuality> run() {
    if (target_.min_ssim) {
      TBBIMG_RETURN_IF_ERROR(find_alike());
      if (alike_.quality != 0 && fits(alike_.file.size())) return found(std::move(alike_));
    }
    TBBIMG_RETURN_IF_ERROR(find_fitting());
    if (fitting_.quality == 0) return fail(too_large());
    return found(std::move(fitting_));
  }

 private:
  struct Candidate {
    int quality = 0;  // 0: none yet
    Buffer file;
  };

  // The lowest quality that reaches the SSIM, or the highest if none does; perhaps none if that cannot fit.
  Status find_alike() {
    QualityBracket bracket(range_.lowest, range_.highest, kLikenessCurve);
    const double limit = likeness(*target_.min_ssim);
    while (!bracket.closed()) {
      const int quality = bracket.next(limit);
      TBBIMG_ASSIGN_OR_RETURN(Buffer file, encode(quality));
      TBBIMG_ASSIGN_OR_RETURN(const double reached, similarity_of(file));
      bracket.tried(quality, likeness(reached) - limit);
      if (reached >= *target_.min_ssim || quality == range_.highest) {
        if (alike_.quality == 0 || quality < alike_.quality) alike_ = {quality, std::move(file)};
      } else if (fits(file.size())) {
        offer_fitting(quality, std::move(file));
      } else {
        return {};  // what is alike enough is larger still
      }
    }
    return {};
  }

  // The highest quality that fits, if any does. What find_alike() has tried is not tried again.
  Status find_fitting() {
    QualityBracket bracket(range_.lowest, range_.highest, kSizeCurve);
    const auto excess = [this](std::size_t bytes) {
      return std::log(static_cast<double>(bytes) / (static_cast<double>(*target_.max_bytes) + 1));
    };
    std::for_each(sizes_.rbegin(), sizes_.rend(),
                  [&](const auto& tried) { bracket.tried(tried.first, excess(tried.second)); });
    while (!bracket.closed()) {
      // Most files fit as they are.
      const int quality = bracket.next(kSizeCurve.back());
      TBBIMG_ASSIGN_OR_RETURN(Buffer file, encode(quality));
      bracket.tried(quality, excess(file.size()));
      offer_fitting(quality, std::move(file));
    }
    return {};
  }

  void offer_fitting(int quality, Buffer file) noexcept {
    if (fits(file.size()) && quality > fitting_.quality) fitting_ = {quality, std::move(file)};
  }

  [[nodiscard]] bool fits(std::size_t bytes) const noexcept {
    return !target_.max_bytes || bytes <= *target_.max_bytes;
  }

  [[nodiscard]] Result<Buffer> encode(int quality) {
    options_.quality = quality;
    TBBIMG_ASSIGN_OR_RETURN(Buffer file, encoder_.encode(image_, options_));
    sizes_[quality] = file.size();
    return file;
  }

  [[nodiscard]] Result<double> similarity_of(const Buffer& file) const {
    // The limits are for files of others.
    constexpr auto kAny = std::numeric_limits<std::uint64_t>::max();
    constexpr Limits kNoLimits = {kAny, std::numeric_limits<int>::max(), kAny, kAny};
    TBBIMG_ASSIGN_OR_RETURN(const DecodedImage decoded,
                            decoder_->decode(file.bytes(), {{}, kNoLimits, options_.pool, options_.stop}));
    return ssim(decoded.image.view(), image_, context_.kernels());
  }

  [[nodiscard]] FoundQuality found(Candidate candidate) const noexcept {
    return {std::move(candidate.file), candidate.quality, static_cast<int>(sizes_.size())};
  }

  [[nodiscard]] Error too_large() const {
    return {.code = ErrorCode::limit_exceeded,
            .message = "the file would have " + std::to_string(sizes_.at(range_.lowest)) + " bytes even at quality " +
                       std::to_string(range_.lowest) + ", and max-bytes is " + std::to_string(*target_.max_bytes) +
                       "; make the image (" + to_string(image_.size()) +
                       ") smaller, or allow a lower min-quality or more bytes",
            .kind = ErrorKind::target_missed};
  }

  ConstImageView image_;
  EncodeOptions options_;
  const QualityTarget& target_;
  const Encoder& encoder_;
  const Decoder* decoder_;
  const OperationContext& context_;
  const Range range_;
  std::map<int, std::size_t> sizes_;  // of the qualities tried
  Candidate alike_;
  Candidate fitting_;
};

Result<FoundQuality> encode_without_quality(ConstImageView image, const EncodeOptions& options,
                                            const QualityTarget& target, const Encoder& encoder) {
  TBBIMG_ASSIGN_OR_RETURN(Buffer file, encoder.encode(image, options));
  if (target.max_bytes && file.size() > *target.max_bytes) {
    return fail(ErrorCode::limit_exceeded, ErrorKind::target_missed,
                "the file has " + std::to_string(file.size()) + " bytes, max-bytes is " +
                    std::to_string(*target.max_bytes) + ", and " + std::string(encoder.name()) +
                    ", as it is set, has no quality to lower; make the image (" + to_string(image.size()) +
                    ") smaller or choose jpeg or webp");
  }
  return FoundQuality{std::move(file), options.quality, 1};
}

}  // namespace

Result<FoundQuality> search_quality(ConstImageView image, const EncodeOptions& options, const QualityTarget& target,
                                    const Encoder& encoder, const CodecRegistry& codecs,
                                    const OperationContext& context) {
  if (!encoder.has_quality(options.settings)) return encode_without_quality(image, options, target, encoder);
  TBBIMG_RETURN_IF_ERROR(check_target(target, &encoder, options.settings, codecs));
  return Search(image, options, target, encoder, codecs.find_decoder_by_name(encoder.name()), context).run();
}

std::uint64_t search_bytes(const ImageShape& shape, const EncodeOptions& options, const QualityTarget& target,
                           const Encoder& encoder, const CodecRegistry& codecs) noexcept {
  EncodeOptions highest = options;
  highest.quality = qualities(target, options.quality).highest;
  const std::uint64_t candidate = encoder.scratch_bytes(shape, highest);
  if (!encoder.has_quality(options.settings)) return candidate;

  // A file that is kept, of the largest that lossy formats make of photographs: JPEG at quality 100 takes 1.3 bytes for
  // a pixel. There are two with both bounds.
  const std::size_t profile = options.metadata.icc_profile ? options.metadata.icc_profile->size() : 0;
  const std::uint64_t kept = 4096 + profile + shape.size.pixels() * 3 / 2;
  const Decoder* decoder = codecs.find_decoder_by_name(encoder.name());
  if (!target.min_ssim || decoder == nullptr) return candidate + kept;
  ImageInfo info;
  info.format = encoder.name();
  info.stored_size = shape.size;
  info.pixel_format = shape.format;
  info.multiple_scans = !options.settings.empty();  // they may make a JPEG progressive
  const DecodeCost cost = decoder->cost(info, {});
  const std::uint64_t comparing =
      image_bytes(cost.output) + std::max<std::uint64_t>(cost.scratch_bytes, ssim_scratch_bytes(shape.size.width));
  // A candidate is written, and then the same file is read.
  return std::max(candidate, kept + comparing) + (target.max_bytes ? 2 : 1) * kept;
}

}  // namespace tbbimg
