// The eight ways to lay a rectangle on a rectangle: turns by 90 degrees and mirrors, exact.
#pragma once

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

/// What to do to the stored pixels to see the picture; the values are those of EXIF tag 0x0112 (CIPA DC-008, 4.6.4).
enum class Orientation : std::uint8_t {
  upright = 1,
  flip_horizontal = 2,  ///< mirror left and right
  rotate_180 = 3,
  flip_vertical = 4,  ///< mirror top and bottom
  transpose = 5,      ///< mirror at the main diagonal
  rotate_90 = 6,      ///< clockwise
  transverse = 7,     ///< mirror at the other diagonal
  rotate_270 = 8,     ///< clockwise: a quarter turn to the left
};

/// Whether width and height change places.
[[nodiscard]] constexpr bool swaps_sides(Orientation orientation) noexcept {
  return orientation >= Orientation::transpose;
}
[[nodiscard]] constexpr Size oriented(Size size, Orientation orientation) noexcept {
  return swaps_sides(orientation) ? size.transposed() : size;
}

/// Makes the rows `rows` of `destination`, whose size is oriented(source size); any format, equal formats, no overlap.
/// Errors: invalid_argument.
[[nodiscard]] Status orient(ConstImageView source, ImageView destination, Orientation orientation, RowRange rows,
                            Kernels kernels);

}  // namespace tbbimg
