// HEIC and AVIF (ISO/IEC 23008-12 with HEVC or AV1), as their decoder and the registry speak of them.
#pragma once

#include <array>

#include "codecs/format_info.hpp"

namespace tbbimg {

inline constexpr std::array<std::string_view, 3> kHeicExtensions = {"heic", "heif", "hif"};
inline constexpr std::array kHeicSignatures = {FormatSignature{.bytes = "ftypheic", .offset = 4, .what = "a HEIC"},
                                               FormatSignature{.bytes = "ftypheix", .offset = 4, .what = "a HEIC"},
                                               FormatSignature{.bytes = "ftypheim", .offset = 4, .what = "a HEIC"},
                                               FormatSignature{.bytes = "ftypheis", .offset = 4, .what = "a HEIC"},
                                               FormatSignature{.bytes = "ftyphevc", .offset = 4, .what = "a HEIC"},
                                               FormatSignature{.bytes = "ftyphevx", .offset = 4, .what = "a HEIC"},
                                               FormatSignature{.bytes = "ftypmif1", .offset = 4, .what = "a HEIC"},
                                               FormatSignature{.bytes = "ftypmsf1", .offset = 4, .what = "a HEIC"}};
inline constexpr FormatInfo kHeicFormat = {
    .name = "heic",
    .title = "HEIC",
    .extensions = kHeicExtensions,
    .signatures = kHeicSignatures,
    .library = "libheif",
    .stand_in = "jpeg",
    .holds = {.alpha = true, .sixteen_bits = true, .lossless = true, .lossy = true, .profile = true, .exif = true}};

inline constexpr std::array<std::string_view, 1> kAvifExtensions = {"avif"};
inline constexpr std::array kAvifSignatures = {FormatSignature{.bytes = "ftypavif", .offset = 4, .what = "an AVIF"},
                                               FormatSignature{.bytes = "ftypavis", .offset = 4, .what = "an AVIF"}};
inline constexpr FormatInfo kAvifFormat = {
    .name = "avif",
    .title = "AVIF",
    .extensions = kAvifExtensions,
    .signatures = kAvifSignatures,
    .library = "libheif",
    .writer_library = "libavif",
    .stand_in = "jpeg",
    .holds = {.alpha = true, .sixteen_bits = true, .lossless = true, .lossy = true, .profile = true, .exif = true}};

}  // namespace tbbimg
