// Finds the window with the most information. For window.cpp.
#pragma once

#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// Longest side of the small picture that is analysed.
constexpr int kEntropySide = 256;

/// Cuts slices off the picture until the window is left, in about eight steps along the side that has most to lose:
/// each from that end where the histograms of the slice's channels have the lesser entropy. `small` is rgb8.
[[nodiscard]] Point most_entropy(ConstImageView small, Size size, Size window) noexcept;

}  // namespace tbbimg
