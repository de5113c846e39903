// PNG (ISO/IEC 15948), as its codecs and the registry speak of it.
#pragma once

#include <array>

#include "codecs/format_info.hpp"

namespace tbbimg {

inline constexpr std::array<std::string_view, 2> kPngExtensions = {"png", "apng"};
inline constexpr std::array kPngSignatures = {
    FormatSignature{.bytes = "\x89PNG\r\n\x1a\n", .what = "a PNG", .shown = 4},
    FormatSignature{.bytes = "\x89PNG", .what = "a damaged PNG"}};
inline constexpr FormatInfo kPngFormat = {.name = "png",
                                          .title = "PNG",
                                          .extensions = kPngExtensions,
                                          .signatures = kPngSignatures,
                                          .progressive = "interlaced",
                                          .holds = {.alpha = true,
                                                    .sixteen_bits = true,
                                                    .frames = true,
                                                    .palette = true,
                                                    .lossless = true,
                                                    .profile = true,
                                                    .exif = true}};

}  // namespace tbbimg
