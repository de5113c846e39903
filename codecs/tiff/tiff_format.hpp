// TIFF (TIFF 6.0, Adobe, 1992; BigTIFF), as its codecs and the registry speak of it.
#pragma once

#include <array>

#include "codecs/format_info.hpp"

namespace tbbimg {

inline constexpr std::array<std::string_view, 2> kTiffExtensions = {"tif", "tiff"};
inline constexpr std::array kTiffSignatures = {
    FormatSignature{.bytes = std::string_view("II\x2a\0", 4), .what = "a TIFF"},
    FormatSignature{.bytes = std::string_view("MM\0\x2a", 4), .what = "a TIFF"},
    FormatSignature{.bytes = std::string_view("II\x2b\0", 4), .what = "a BigTIFF"},
    FormatSignature{.bytes = std::string_view("MM\0\x2b", 4), .what = "a BigTIFF"}};
inline constexpr FormatInfo kTiffFormat = {
    .name = "tiff",
    .title = "TIFF",
    .extensions = kTiffExtensions,
    .signatures = kTiffSignatures,
    .progressive = "tiled",
    .library = "libtiff",
    .holds = {.alpha = true, .sixteen_bits = true, .palette = true, .lossless = true, .profile = true, .exif = true}};

}  // namespace tbbimg
