// PNG files of kinds that the encoder does not write.
#pragma once

#include <optional>

#include "tests/codecs/support/pictures.hpp"

namespace tbbimg::test {

struct PngOptions {
  int bit_depth = 8;  ///< 16: each sample is written as v * 257; below 8 (gray only): as its upper bits
  std::optional<std::uint8_t> low_byte;  ///< of 16 bits: each sample is written as v * 256 and this
  bool interlaced = false;
  bool palette = false;                          ///< of a picture with at most 256 colours, rgb8 or rgba8
  std::optional<std::uint8_t> transparent_gray;  ///< gray only: this value is transparent
  Bytes exif;
  Bytes icc_profile;
  Bytes text;  ///< a tEXt chunk as it is
};

[[nodiscard]] Bytes write_png(ConstImageView picture, const PngOptions& options = {});

/// The file with another chunk behind its header, with a right CRC; `type` has 4 letters.
[[nodiscard]] Bytes insert_png_chunk(const Bytes& file, std::string_view type, std::span<const std::uint8_t> data);

}  // namespace tbbimg::test
