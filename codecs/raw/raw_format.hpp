// RAW photographs, each maker's kind of them, as the decoder and the registry speak of them.
#pragma once

#include <array>

#include "codecs/format_info.hpp"

namespace tbbimg {

inline constexpr std::array<std::string_view, 16> kRawExtensions = {
    "dng", "nef", "nrw", "cr2", "cr3", "arw", "sr2", "orf", "rw2", "rwl", "raf", "pef", "srw", "3fr", "erf", "gpr"};
/// Others begin as any TIFF does.
inline constexpr std::array kRawSignatures = {
    FormatSignature{.bytes = std::string_view("CR\2\0", 4), .offset = 8, .what = "a Canon CR2"},
    FormatSignature{.bytes = "ftypcrx ", .offset = 4, .what = "a Canon CR3"},
    FormatSignature{.bytes = "IIRO", .what = "an Olympus ORF"},
    FormatSignature{.bytes = "IIRS", .what = "an Olympus ORF"},
    FormatSignature{.bytes = "MMOR", .what = "an Olympus ORF"},
    FormatSignature{.bytes = std::string_view("IIU\0", 4), .what = "a Panasonic RW2"},
    FormatSignature{.bytes = "FUJIFILMCCD-RAW ", .what = "a Fujifilm RAF"}};
inline constexpr FormatInfo kRawFormat = {.name = "raw",
                                          .title = "RAW photograph",
                                          .extensions = kRawExtensions,
                                          .signatures = kRawSignatures,
                                          .stand_in = "jpeg",
                                          .holds = {.lossy = true, .profile = true, .exif = true}};

}  // namespace tbbimg
