// PNM (PBM, PGM, PPM, PAM and PFM), as its codecs and the registry speak of it.
#pragma once

#include <array>

#include "codecs/format_info.hpp"

namespace tbbimg {

inline constexpr std::array<std::string_view, 6> kPnmExtensions = {"pnm", "ppm", "pgm", "pbm", "pam", "pfm"};
/// No signatures for messages: two letters and a line end begin many a text.
inline constexpr FormatInfo kPnmFormat = {.name = "pnm",
                                          .title = "PNM",
                                          .extensions = kPnmExtensions,
                                          .holds = {.alpha = true, .sixteen_bits = true, .lossless = true}};

}  // namespace tbbimg
