// Frames to an animated WebP. Not for users.
#pragma once

#include <memory>

#include "codecs/encoder.hpp"

namespace tbbimg::detail {

/// Stores of each frame what differs from the one before, as `encoder` encodes a still picture.
[[nodiscard]] std::unique_ptr<ImageWriter> webp_animation_writer(const Encoder& encoder, const ImageShape& shape,
                                                                 int loops, const EncodeOptions& options);

}  // namespace tbbimg::detail
