// Tags of directories that lead to previews, and what they say (TIFF 6.0; TIFF/EP; DNG 1.6; the makers' own as
// https://exiftool.org/TagNames lists them). Not for users.
#pragma once

#include <cstdint>

namespace tbbimg::detail {

inline constexpr std::uint16_t kRawSubfileType = 254;
inline constexpr std::uint16_t kRawWidth = 256;
inline constexpr std::uint16_t kRawHeight = 257;
inline constexpr std::uint16_t kRawCompression = 259;
inline constexpr std::uint16_t kRawPhotometric = 262;
inline constexpr std::uint16_t kRawMake = 271;
inline constexpr std::uint16_t kRawStripOffsets = 273;
inline constexpr std::uint16_t kRawOrientation = 274;
inline constexpr std::uint16_t kRawStripBytes = 279;
inline constexpr std::uint16_t kRawTileOffsets = 324;
inline constexpr std::uint16_t kRawTileBytes = 325;
inline constexpr std::uint16_t kRawSubDirectories = 330;
inline constexpr std::uint16_t kRawJpegOffset = 513;
inline constexpr std::uint16_t kRawJpegBytes = 514;
inline constexpr std::uint16_t kRawExifDirectory = 34665;
inline constexpr std::uint16_t kRawMakerNote = 37500;
inline constexpr std::uint16_t kRawPixelsAcross = 40962;
inline constexpr std::uint16_t kRawPixelsDown = 40963;
inline constexpr std::uint16_t kRawDngVersion = 50706;

inline constexpr std::uint64_t kRawReducedSubfile = 1;
inline constexpr std::uint64_t kRawColorFilterArray = 32803;
inline constexpr std::uint64_t kRawLinear = 34892;
inline constexpr std::uint64_t kRawOldJpeg = 6;
inline constexpr std::uint64_t kRawJpeg = 7;

/// Panasonic's first directory has tags of its own.
inline constexpr std::uint16_t kPanasonicTop = 4;
inline constexpr std::uint16_t kPanasonicLeft = 5;
inline constexpr std::uint16_t kPanasonicBottom = 6;
inline constexpr std::uint16_t kPanasonicRight = 7;
inline constexpr std::uint16_t kPanasonicJpeg = 46;
inline constexpr std::uint16_t kPanasonicRawOffset = 280;

}  // namespace tbbimg::detail
