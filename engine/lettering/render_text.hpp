// Set texts to pixels, to be laid over an image by over() of kernels/composite.
#pragma once

#include <cstddef>

#include "engine/lettering/shaped_text.hpp"
#include "engine/lettering/text_style.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

/// All that is to be seen of the text: ink, outline, shadow and box.
struct TextLayer {
  Image pixels;         ///< rgba8, just large enough; empty if there is nothing to be seen
  double scale = 1;     ///< below 1 if the text was made smaller to fit
  OutlinePoint origin;  ///< where the baseline of the first line starts
};

/// Draws the text no larger than `inside`: what would be, is scaled down. At scale 1 the origin is at whole pixels.
/// Errors: unsupported (FreeType's), out_of_memory.
[[nodiscard]] Result<TextLayer> render_text(const ShapedText& text, const TextStyle& style, Size inside,
                                            Kernels kernels, const BufferPool& pool = {});

/// The size of render_text()'s layer.
[[nodiscard]] Size rendered_text_size(const ShapedText& text, const TextStyle& style, Size inside);
/// At most the bytes that render_text() allocates for a layer of that size, its own included.
[[nodiscard]] std::size_t render_text_bytes(Size layer, const TextStyle& style) noexcept;

}  // namespace tbbimg
