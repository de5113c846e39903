// Patches: libjxl stores what looks the same in many places of a drawing once, and such places of text three times as
// small. Looking for them takes memory that depends on what is drawn; here is decided which pictures may have them.
#pragma once

#include <cstddef>

#include "kernels/image/image.hpp"

namespace tbbimg::detail {

/// Whether libjxl 0.7 looks for patches of itself.
[[nodiscard]] bool jxl_seeks_patches(bool lossless, int effort) noexcept;

/// What looking for patches takes besides, at most, in bytes; 0 for pictures that are too large to have any.
[[nodiscard]] std::size_t jxl_patch_bytes(Size size) noexcept;

/// Whether looking for patches takes no more than jxl_patch_bytes(), which is not 0.
[[nodiscard]] bool may_have_jxl_patches(ConstImageView image) noexcept;

}  // namespace tbbimg::detail
