// What a recipe asks of a lossy file instead of a fixed quality.
#pragma once

#include <cstdint>
#include <optional>

#include "codecs/registry.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// Bounds on size and likeness, met by a search over the encoder's quality (engine/variants/quality_search.hpp):
/// - `min_ssim` alone (quality = "auto"): the lowest quality from min_quality to max_quality that reaches it, or
///   max_quality if none does;
/// - `max_bytes` alone: the highest quality that fits, at most the variant's own, and an error if min_quality does not;
/// - both: as `min_ssim` alone if that fits, otherwise as `max_bytes` alone: bytes are a bound, likeness is a wish.
struct QualityTarget {
  /// Bounds of quality = "auto" unless a recipe says others. A mean over the picture forgives blocks and ringing in its
  /// plain half: below 50 they were seen on photographs. From 90 on JPEG keeps all of the chroma, and files grow by
  /// half.
  static constexpr int kMinAutomatic = 50;
  static constexpr int kMaxAutomatic = 89;

  std::optional<std::uint64_t> max_bytes;  ///< of the whole file, its colour profile included
  std::optional<double> min_ssim;  ///< of luma against the pixels that are encoded; below 1 (kernels/compare/ssim.hpp)
  int min_quality = 30;            ///< 1 to max_quality
  int max_quality = 95;            ///< to 100

  [[nodiscard]] bool is_set() const noexcept { return max_bytes || min_ssim; }
};

/// Whether a target makes sense: its ranges, and that this encoder's files have a size and a likeness to choose.
/// `encoder` may be null: not known before the image. Errors: invalid_recipe.
[[nodiscard]] Status check_target(const QualityTarget& target, const Encoder* encoder, const EncoderSettings& settings,
                                  const CodecRegistry& codecs);

}  // namespace tbbimg
