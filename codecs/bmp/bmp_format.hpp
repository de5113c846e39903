// BMP (Windows and OS/2 bitmaps), as its codecs and the registry speak of it.
#pragma once

#include <array>

#include "codecs/format_info.hpp"

namespace tbbimg {

inline constexpr std::array<std::string_view, 2> kBmpExtensions = {"bmp", "dib"};
inline constexpr std::array kBmpSignatures = {FormatSignature{.bytes = "BM", .what = "a BMP"}};
inline constexpr FormatInfo kBmpFormat = {.name = "bmp",
                                          .title = "BMP",
                                          .extensions = kBmpExtensions,
                                          .signatures = kBmpSignatures,
                                          .holds = {.alpha = true, .palette = true, .lossless = true, .profile = true}};

}  // namespace tbbimg
