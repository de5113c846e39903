// JPEG files of kinds that the encoder does not write.
#pragma once

#include <vector>

#include "tests/codecs/support/pictures.hpp"

namespace tbbimg::test {

struct JpegOptions {
  int quality = 85;
  Size chroma_subsampling{1, 1};
  bool progressive = false;
  bool one_scan_per_component = false;  ///< baseline in several scans
  int scans_of_one_coefficient = 0;     ///< if above 0, progressive in this many scans, 567 at most
  bool arithmetic = false;
  unsigned restart_interval = 0;  ///< MCUs
  enum class Color { from_picture, rgb, cmyk, ycck } color = Color::from_picture;
  bool adobe_marker = true;  ///< for cmyk
  Bytes exif;                ///< with its prefix
  Bytes icc_profile;
};

/// `picture` is gray8, rgb8, or, for cmyk and ycck, rgba8 whose samples are taken as C, M, Y and K as stored.
[[nodiscard]] Bytes write_jpeg(ConstImageView picture, const JpegOptions& options = {});

/// The plain way: libjpeg at scale/8 with its defaults, warnings ignored. To compare with.
[[nodiscard]] Image read_jpeg_plainly(const Bytes& file, int scale = 8);

}  // namespace tbbimg::test
