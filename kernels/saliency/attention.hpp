// Finds the window that draws attention first. For window.cpp.
#pragma once

#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// Longest side of the small picture that is analysed: how finely the window can be placed.
constexpr int kAttentionSide = 32;

/// The window whose middle is nearest to the pixel with the highest score. A pixel's score is the mean of the scores
/// around it, over about the window's size. `small` is rgb8. Throws std::bad_alloc.
[[nodiscard]] Point most_attention(ConstImageView small, Size size, Size window);

}  // namespace tbbimg
