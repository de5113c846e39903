// HEIC and AVIF files, by libheif's own encoders.
#pragma once

#include "tests/codecs/support/pictures.hpp"

namespace tbbimg::test {

struct HeifOptions {
  bool avif = false;
  int quality = 90;
  int bits = 8;  ///< above 8: of a 16-bit picture, its upper bits
  bool premultiplied = false;
  Bytes exif;  ///< the TIFF structure
  Bytes icc_profile;
};

/// `picture` is rgb8 or rgba8, or of 16 bits. Empty if libheif has no encoder for it.
[[nodiscard]] Bytes write_heif(ConstImageView picture, const HeifOptions& options = {});

}  // namespace tbbimg::test
