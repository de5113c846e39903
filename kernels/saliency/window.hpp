// Which part of a picture is worth keeping.
//
// Both ways are those that libvips documents for its smartcrop, and come from sharp; the arithmetic is our own, in
// double precision on a picture so small that it takes no time beside making it. All levels give the same part.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

enum class Interest : std::uint8_t {
  attention,  ///< where edges, the colours of skin and saturated colours are
  entropy,    ///< what is left when the side with the lesser entropy has been cut off again and again
};

/// Upper left corner of the most interesting part, of `window` pixels, of a picture of `size` pixels. `image` is the
/// picture at any resolution: find the part before resizing. The window is not larger than the picture. Any format;
/// what alpha hides is black. A picture that is the same everywhere gives the middle. Errors: invalid_argument,
/// out_of_memory.
[[nodiscard]] Result<Point> find_window(ConstImageView image, Size size, Size window, Interest interest,
                                        Kernels kernels);

/// The most bytes that find_window() allocates for an image of this size.
[[nodiscard]] std::size_t find_window_scratch_bytes(Size image) noexcept;

}  // namespace tbbimg
