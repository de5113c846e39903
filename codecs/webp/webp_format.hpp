// WebP (RFC 9649), as its codecs and the registry speak of it.
#pragma once

#include <array>

#include "codecs/format_info.hpp"

namespace tbbimg {

inline constexpr std::array<std::string_view, 1> kWebpExtensions = {"webp"};
inline constexpr std::array kWebpSignatures = {FormatSignature{.bytes = "WEBP", .offset = 8, .what = "a WebP"}};
inline constexpr FormatInfo kWebpFormat = {
    .name = "webp",
    .title = "WebP",
    .extensions = kWebpExtensions,
    .signatures = kWebpSignatures,
    .holds = {.alpha = true, .frames = true, .lossless = true, .lossy = true, .profile = true, .exif = true}};

}  // namespace tbbimg
