// GIF (CompuServe, GIF89a specification), as its codecs and the registry speak of it.
#pragma once

#include <array>

#include "codecs/format_info.hpp"

namespace tbbimg {

inline constexpr std::array<std::string_view, 1> kGifExtensions = {"gif"};
inline constexpr std::array kGifSignatures = {FormatSignature{.bytes = "GIF87a", .what = "a GIF"},
                                              FormatSignature{.bytes = "GIF89a", .what = "a GIF"}};
inline constexpr FormatInfo kGifFormat = {.name = "gif",
                                          .title = "GIF",
                                          .extensions = kGifExtensions,
                                          .signatures = kGifSignatures,
                                          .progressive = "interlaced",
                                          .holds = {.alpha = true, .frames = true, .palette = true}};

}  // namespace tbbimg
