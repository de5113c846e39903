// What travels with the pixels from a file to the files made from it.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/image/pixel_format.hpp"

namespace tbbimg {

/// Cheap to copy: variants of one image share the bytes.
struct Metadata {
  std::shared_ptr<const std::vector<std::uint8_t>> icc_profile;  ///< null if there is none: sRGB is understood
};

/// Whether an ICC profile (ICC.1:2010, 7.2.6: the colour space signature at bytes 16 to 19) describes pixels of this
/// format: a gray file with an RGB profile is not valid.
[[nodiscard]] bool icc_profile_fits(const std::vector<std::uint8_t>& profile, PixelFormat format) noexcept;

}  // namespace tbbimg
