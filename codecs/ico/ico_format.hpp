// ICO and CUR (icons and cursors of Windows), as the decoder and the registry speak of them.
#pragma once

#include <array>

#include "codecs/format_info.hpp"

namespace tbbimg {

inline constexpr std::array<std::string_view, 2> kIcoExtensions = {"ico", "cur"};
inline constexpr std::array kIcoSignatures = {
    FormatSignature{.bytes = std::string_view("\0\0\1\0", 4), .what = "an icon"},
    FormatSignature{.bytes = std::string_view("\0\0\2\0", 4), .what = "a cursor"}};
inline constexpr FormatInfo kIcoFormat = {.name = "ico",
                                          .title = "ICO",
                                          .extensions = kIcoExtensions,
                                          .signatures = kIcoSignatures,
                                          .stand_in = "png",
                                          .holds = {.alpha = true, .palette = true, .lossless = true}};

}  // namespace tbbimg
