// What of an animation's frame a file need not store. Not for users.
#pragma once

#include "kernels/core/error.hpp"
#include "kernels/image/buffer_pool.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg::detail {

/// Where two images of one shape differ; empty if they do not.
[[nodiscard]] Rectangle changed_area(ConstImageView before, ConstImageView after) noexcept;

/// Around both; an empty one counts for nothing.
[[nodiscard]] Rectangle around(const Rectangle& a, const Rectangle& b) noexcept;

/// The frames of an animation as what changes from one to the next.
class AnimationCanvas {
 public:
  explicit AnimationCanvas(BufferPool pool) noexcept : pool_(std::move(pool)) {}

  /// The part of `frame` that differs from the frame before, which it takes the place of; of the first one, all. At
  /// least a pixel, with its corner at multiples of `grid`. Errors: out_of_memory.
  [[nodiscard]] Result<Rectangle> advance(ConstImageView frame, int grid = 1);

 private:
  BufferPool pool_;
  Image before_;
};

}  // namespace tbbimg::detail
