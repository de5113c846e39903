// What is read from an EXIF block.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/geometry/orient.hpp"

namespace tbbimg {

/// The orientation (tag 0x0112 of the first directory) in an EXIF block: the TIFF structure, with or without "Exif\0\0"
/// before it, as JPEG's APP1, PNG's eXIf and WebP's EXIF hold it. A broken block, one without the tag, or a value that
/// EXIF does not define, is upright: metadata never costs a picture.
[[nodiscard]] Orientation exif_orientation(std::span<const std::uint8_t> block) noexcept;

}  // namespace tbbimg
