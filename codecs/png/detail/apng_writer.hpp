// Frames to an animated PNG. Not for users.
#pragma once

#include <functional>
#include <memory>

#include "codecs/encoder.hpp"

namespace tbbimg::detail {

/// Stores of each frame what differs from the one before. `encode_still` makes a PNG; all that it makes have one colour
/// type and bit depth, and no palette.
[[nodiscard]] std::unique_ptr<ImageWriter> apng_writer(const ImageShape& shape, int loops, const EncodeOptions& options,
                                                       std::function<Result<Buffer>(ConstImageView)> encode_still);

}  // namespace tbbimg::detail
