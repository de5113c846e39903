// Where eyes go first. For window.cpp.
#pragma once

#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// Longest side of what is analysed: how finely the window can be placed.
constexpr int kAttentionSide = 32;

/// The window whose middle is nearest to the pixel with the highest score, where each pixel's is the mean of those
/// around it, over about the window's size. `small` is rgb8. Throws std::bad_alloc.
[[nodiscard]] Point most_attention(ConstImageView small, Size size, Size window);

}  // namespace tbbimg
