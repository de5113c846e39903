// What a file's header says, read without decoding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "codecs/metadata/exif.hpp"
#include "kernels/geometry/orient.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg {

struct ImageInfo {
  std::string_view format;                       ///< the codec's name: "jpeg", "png", "webp"
  Size stored_size;                              ///< as the rows lie in the file, before the orientation is applied
  PixelFormat pixel_format = PixelFormat::rgb8;  ///< what decoding gives
  int bits_per_sample = 8;                       ///< as stored
  std::string color;              ///< as stored: "gray", "rgb", "ycbcr 4:2:0", "cmyk", "palette", "lossless", ...
  bool progressive = false;       ///< progressive JPEG, interlaced PNG
  bool multiple_scans = false;    ///< JPEG in several scans: all its coefficients are in memory while it is decoded
  Size chroma_subsampling{1, 1};  ///< luma samples for each chroma sample, across and down
  int frames = 1;                 ///< above 1 for an animation, of which decode() gives the first
  std::size_t icc_profile_bytes = 0;
  std::size_t exif_bytes = 0;
  Exif exif;

  [[nodiscard]] Size upright_size() const noexcept { return oriented(stored_size, exif.orientation); }
};

/// Bounds on what is accepted from a header, checked before anything is allocated.
struct Limits {
  std::uint64_t max_pixels = 268'402'689;  ///< 16383 x 16383, as sharp's limitInputPixels
  int max_side = 65'535;                   ///< pixels
  std::uint64_t max_file_bytes = std::uint64_t{1} << 30;
  std::uint64_t max_decoded_bytes = std::uint64_t{2} << 30;
};

}  // namespace tbbimg
