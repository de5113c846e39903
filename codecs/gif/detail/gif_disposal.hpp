// What becomes of a frame when its time is over. Not for users.
#pragma once

#include "codecs/gif/detail/gif_blocks.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg::detail {

/// What happens to a frame before the next one is drawn.
struct GifAfterwards {
  GifDisposal disposal = GifDisposal::keep;
  Rectangle uncovered;  ///< of the canvas: what the frame must cover, beside what it draws, to be taken away whole
};

/// What leaves few pixels of `next` to be drawn. All are canvases of one size and format; `below` is what is seen
/// before `frame` is drawn.
[[nodiscard]] GifAfterwards gif_afterwards(ConstImageView below, ConstImageView frame, ConstImageView next);

}  // namespace tbbimg::detail
