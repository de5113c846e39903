// What hashes and thumbnails do to pixels.
#pragma once

#include "engine/operations/operation.hpp"
#include "kernels/image/image.hpp"
#include "kernels/resize/resize.hpp"

namespace tbbimg::dups {

/// Errors: those of ResizePlan, out_of_memory.
[[nodiscard]] Result<Image> resized(const Image& image, Size size, ResizeFilter filter,
                                    const OperationContext& context);

/// Without alpha. Errors: out_of_memory.
[[nodiscard]] Result<Image> over_white(Image image, const OperationContext& context);

}  // namespace tbbimg::dups
