// QOI (the Quite OK Image format, qoiformat.org), as its codecs and the registry speak of it.
#pragma once

#include <array>

#include "codecs/format_info.hpp"

namespace tbbimg {

inline constexpr std::array<std::string_view, 1> kQoiExtensions = {"qoi"};
inline constexpr std::array kQoiSignatures = {FormatSignature{.bytes = "qoif", .what = "a QOI"}};
inline constexpr FormatInfo kQoiFormat = {.name = "qoi",
                                          .title = "QOI",
                                          .extensions = kQoiExtensions,
                                          .signatures = kQoiSignatures,
                                          .holds = {.alpha = true, .lossless = true}};

}  // namespace tbbimg
