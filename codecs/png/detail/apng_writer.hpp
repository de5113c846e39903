// Frames to an animated PNG. Not for users.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <memory>

#include "codecs/encoder.hpp"

namespace tbbimg::detail {

/// Stores of each frame what differs from the one before. `encode_still` makes a PNG; all that it makes have one colour
/// type, bit depth and palette. A file of `too_many_bytes` is limit_exceeded.
[[nodiscard]] std::unique_ptr<ImageWriter> apng_writer(
    const ImageShape& shape, int loops, const EncodeOptions& options,
    std::function<Result<Buffer>(ConstImageView)> encode_still,
    std::size_t too_many_bytes = std::numeric_limits<std::size_t>::max());

}  // namespace tbbimg::detail
