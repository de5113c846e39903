// Pictures as 64 bits, of which few differ where two pictures look alike. No table: pictures are reduced to a thousand
// pixels before.
// Sources: Krawetz, "Kind of Like That" (hackerfactor.com, 2013), of dhash(); Krawetz, "Looks Like It" (2011), and
// Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions" (2010), 3.2.1, of phash().
#pragma once

#include <bit>
#include <cstdint>

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg {

inline constexpr Size kDhashSize{9, 8};
inline constexpr Size kPhashSize{32, 32};

/// Row by row and from left to right, the highest bit first: whether a pixel is darker than its right neighbour.
/// `gray` is gray8 of kDhashSize. Errors: invalid_argument.
[[nodiscard]] Result<std::uint64_t> dhash(ConstImageView gray);

/// The 8 x 8 lowest frequencies of the DCT-II, the mean among them, row by row, the highest bit first: whether they are
/// above their median, which is the mean of the two in the middle. Computed in whole numbers, so that every machine
/// gives the same. `gray` is gray8 of kPhashSize. Errors: invalid_argument.
[[nodiscard]] Result<std::uint64_t> phash(ConstImageView gray);

/// The difference between the brightest and the darkest pixel of a gray8 view; 0 if it is empty.
[[nodiscard]] int contrast_of(ConstImageView gray) noexcept;

/// Bits that differ, 0 to 64.
[[nodiscard]] constexpr int hash_distance(std::uint64_t a, std::uint64_t b) noexcept { return std::popcount(a ^ b); }

}  // namespace tbbimg
