// What is read from an EXIF block.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "kernels/geometry/orient.hpp"

namespace tbbimg {

struct Exif {
  Orientation orientation = Orientation::upright;  ///< tag 0x0112
  /// Day on which the picture was taken, as "2019-07-23": of DateTimeOriginal, else DateTimeDigitized, else DateTime;
  /// empty if none of them holds a date.
  std::string date;
  /// Tag 0x8298, the photographer's part, as UTF-8 in one line; empty if there is none.
  std::string copyright;
};

/// Reads an EXIF block (CIPA DC-008): the TIFF structure, with or without "Exif\0\0" before it, as JPEG's APP1, PNG's
/// eXIf and WebP's EXIF hold it. What is broken, missing or not defined by EXIF keeps its default: metadata never costs
/// a picture.
[[nodiscard]] Exif read_exif(std::span<const std::uint8_t> block) noexcept;

}  // namespace tbbimg
