#include "engine/recipe/quality_target.hpp"

#include <string>

namespace tbbimg {
namespace {

Status refuse(const std::string& why) { return fail(ErrorCode::invalid_recipe, why); }

}  // namespace

Status check_target(const QualityTarget& target, const Encoder* encoder, const EncoderSettings& settings,
                    const CodecRegistry& codecs) {
  if (!target.is_set()) return {};
  const auto in_range = [](int quality) { return quality >= 1 && quality <= 100; };
  if (!in_range(target.min_quality) || !in_range(target.max_quality) || target.min_quality > target.max_quality) {
    return refuse("min-quality is " + std::to_string(target.min_quality) + " and max-quality " +
                  std::to_string(target.max_quality) + ", allowed: 1..100, the first not above the second");
  }
  if (target.max_bytes == 0U) return refuse("max-bytes is 0, and no file is that small");
  if (target.min_ssim && !(*target.min_ssim > 0 && *target.min_ssim < 1)) {
    return refuse("ssim is " + std::to_string(*target.min_ssim) + ", allowed: above 0 and below 1, such as 0.95");
  }
  if (encoder == nullptr) return {};
  const std::string name(encoder->name());
  if (target.max_bytes && !encoder->has_quality(settings)) {
    return refuse("max-bytes needs a quality to lower, and " + name +
                  ", as it is set, has none; choose jpeg or lossy webp");
  }
  if (target.min_ssim && encoder->has_quality(settings) && codecs.find_decoder_by_name(name) == nullptr) {
    return refuse("quality by SSIM needs a decoder to look at the result, and nothing here reads " + name);
  }
  return {};
}

}  // namespace tbbimg
