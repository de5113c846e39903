// JPEG XL (ISO/IEC 18181), as its codecs and the registry speak of it.
#pragma once

#include <array>

#include "codecs/format_info.hpp"

namespace tbbimg {

inline constexpr std::array<std::string_view, 1> kJxlExtensions = {"jxl"};
inline constexpr std::array kJxlSignatures = {
    FormatSignature{.bytes = std::string_view("\0\0\0\x0cJXL \r\n\x87\n", 12), .what = "a JPEG XL"},
    FormatSignature{.bytes = std::string_view("\xff\x0a", 2), .what = "a JPEG XL"}};
inline constexpr FormatInfo kJxlFormat = {
    .name = "jxl",
    .title = "JPEG XL",
    .extensions = kJxlExtensions,
    .signatures = kJxlSignatures,
    .library = "libjxl",
    .holds = {.alpha = true, .sixteen_bits = true, .lossless = true, .lossy = true, .profile = true, .exif = true}};

}  // namespace tbbimg
