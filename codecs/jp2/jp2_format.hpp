// JPEG 2000 (ISO/IEC 15444-1, and -15: HTJ2K), as its decoder and the registry speak of it.
#pragma once

#include <array>

#include "codecs/format_info.hpp"

namespace tbbimg {

inline constexpr std::array<std::string_view, 7> kJp2Extensions = {"jp2", "j2k", "j2c", "jpc", "jpf", "jpx", "jph"};
inline constexpr std::array kJp2Signatures = {
    FormatSignature{.bytes = std::string_view("\0\0\0\x0cjP  \r\n\x87\n", 12), .what = "a JPEG 2000"},
    FormatSignature{.bytes = std::string_view("\xff\x4f\xff\x51", 4), .what = "a JPEG 2000"}};
inline constexpr FormatInfo kJp2Format = {
    .name = "jp2",
    .title = "JPEG 2000",
    .extensions = kJp2Extensions,
    .signatures = kJp2Signatures,
    .library = "openjpeg",
    .stand_in = "jpeg",
    .holds = {.alpha = true, .sixteen_bits = true, .palette = true, .lossless = true, .lossy = true, .profile = true}};

}  // namespace tbbimg
