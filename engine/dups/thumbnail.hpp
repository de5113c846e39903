// Small copies of pictures, to be looked at.
#pragma once

#include <cstdint>
#include <string>

#include "engine/dups/loader.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::dups {

inline constexpr int kThumbnailSide = 160;

/// A JPEG file of at most kThumbnailSide pixels, upright, over white; about 3 KiB. Empty: there is no picture.
/// Errors: those of Loader, unsupported (this build writes no JPEG).
[[nodiscard]] Result<std::string> thumbnail_of(const std::string& path, std::uint64_t file_bytes, Loader& loader);

}  // namespace tbbimg::dups
