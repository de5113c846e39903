// Frames to an animated GIF. Not for users.
#pragma once

#include <memory>

#include "codecs/encoder.hpp"
#include "kernels/quantize/palette.hpp"

namespace tbbimg::detail {

struct GifAnimationOptions {
  int colors = kMaxPaletteColors;  ///< of a frame, at most
  bool stays_with_source = true;   ///< with Frame::palette, where there is one
  bool dither = false;
};

/// Stores of each frame what differs from the one before. The pixels' format has 8 bits a sample.
[[nodiscard]] std::unique_ptr<ImageWriter> gif_animation_writer(const ImageShape& shape, int loops,
                                                                const GifAnimationOptions& how,
                                                                const EncodeOptions& options);

/// What it takes beside its output.
[[nodiscard]] std::size_t gif_animation_bytes(const ImageShape& shape) noexcept;

}  // namespace tbbimg::detail
