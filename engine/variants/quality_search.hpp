// The quality at which an encoder meets a target. Internal to the pipeline.
#pragma once

#include <cstdint>

#include "codecs/registry.hpp"
#include "engine/operations/operation.hpp"
#include "engine/recipe/quality_target.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg {

struct FoundQuality {
  Buffer file;
  int quality = 0;
  int encodes = 0;  ///< candidates, each encoded once
};

/// Encodes `image`, which the encoder accepts, at qualities that close in on the target; options.quality is the
/// variant's own. What is given has been measured: its bytes are within the bound, its SSIM is at least the target's,
/// and the next quality that is better in the one sense has been tried and breaks the other. The same bytes for the
/// same arguments, whatever the level or the threads. A lossless encoder makes the only file it can. Errors:
/// limit_exceeded (too large at the lowest quality), those of Encoder::encode() and Decoder::decode().
[[nodiscard]] Result<FoundQuality> search_quality(ConstImageView image, const EncodeOptions& options,
                                                  const QualityTarget& target, const Encoder& encoder,
                                                  const CodecRegistry& codecs, const OperationContext& context);

/// What search_quality() allocates for an image of this shape, for the memory budget.
[[nodiscard]] std::uint64_t search_bytes(const ImageShape& shape, const EncodeOptions& options,
                                         const QualityTarget& target, const Encoder& encoder,
                                         const CodecRegistry& codecs) noexcept;

}  // namespace tbbimg
