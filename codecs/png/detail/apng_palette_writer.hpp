// Frames to an animated PNG in a palette that all of them share. Not for users.
#pragma once

#include <functional>
#include <memory>

#include "codecs/encoder.hpp"
#include "codecs/png/detail/storage.hpp"

namespace tbbimg::detail {

/// How the pictures of one animation become PNGs.
struct ApngStills {
  /// All that it makes have one colour type and bit depth, and no palette.
  std::function<Result<Buffer>(ConstImageView pixels)> exact;
  /// Of indices in bytes.
  std::function<Result<Buffer>(ConstImageView indices, const PngStorage& palette)> indexed;
};

/// Which colours there are is known behind the last frame: the animation is written without loss, read back, and
/// written with up to `colors` of them; each pixel gets the nearest one, for a dithered one would flicker. Where that
/// file is not the smaller one, the other is the result.
[[nodiscard]] std::unique_ptr<ImageWriter> apng_palette_writer(const ImageShape& shape, int loops, int colors,
                                                               const EncodeOptions& options, ApngStills stills);

/// What the colours of all frames take, whatever their number.
[[nodiscard]] std::size_t apng_colors_bytes(PixelFormat format) noexcept;

/// What reading the frames back takes, beside both files and the encoding of indices.
[[nodiscard]] std::size_t apng_palette_bytes(const ImageShape& shape) noexcept;

}  // namespace tbbimg::detail
