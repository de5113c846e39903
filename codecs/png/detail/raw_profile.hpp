// EXIF as ImageMagick wrote it into PNGs before they had a chunk for it. Not for users.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tbbimg::detail {

/// The EXIF block of a text chunk "Raw profile type exif" (or "APP1"), whose text is a name, a length and the bytes in
/// hexadecimal; empty if there is none that holds together.
[[nodiscard]] std::vector<std::uint8_t> png_raw_exif(std::span<const std::uint8_t> file);

}  // namespace tbbimg::detail
