// JPEG (ITU-T T.81), as its codecs and the registry speak of it.
#pragma once

#include <array>

#include "codecs/format_info.hpp"

namespace tbbimg {

inline constexpr std::array<std::string_view, 4> kJpegExtensions = {"jpg", "jpeg", "jpe", "jfif"};
inline constexpr std::array kJpegSignatures = {FormatSignature{.bytes = "\xff\xd8\xff", .what = "a JPEG"}};
inline constexpr FormatInfo kJpegFormat = {.name = "jpeg",
                                           .title = "JPEG",
                                           .extensions = kJpegExtensions,
                                           .signatures = kJpegSignatures,
                                           .metadata_behind_pixels = false,
                                           .holds = {.lossy = true, .profile = true, .exif = true}};

}  // namespace tbbimg
