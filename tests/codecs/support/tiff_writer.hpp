// TIFF files of kinds that the encoder does not write, made without libtiff, uncompressed; and compressed ones, made
// by it.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/codecs/support/pictures.hpp"

namespace tbbimg::test {

struct TiffTag {
  std::uint16_t tag = 0;
  std::uint16_t type = 3;  ///< 2: text, 3: 16 bits, 4: 32 bits, 7: bytes
  std::vector<std::uint32_t> values;
};

struct TiffOptions {
  bool big_endian = false;
  bool big_tiff = false;
  bool planar = false;
  bool lowest_bit_first = false;  ///< fill order 2
  Size tile;                      ///< {0, 0}: strips
  int rows_per_strip = 0;         ///< 0: all
  int bits = 8;                   ///< of a sample
  int photometric = 2;
  std::vector<TiffTag> tags;  ///< beside or instead of those that the picture needs
};

/// Samples as bit patterns, pixel by pixel. Directory, values and pixels follow each other, so that nothing of the file
/// can be missed.
struct TiffSamples {
  Size size;
  int samples = 1;
  std::vector<std::uint64_t> values;
};

/// Pseudo-random values of all `bits`.
[[nodiscard]] TiffSamples make_tiff_samples(Size size, int samples, int bits, std::uint32_t seed = 1);
/// An image's own samples.
[[nodiscard]] TiffSamples tiff_samples_of(ConstImageView picture);

[[nodiscard]] Bytes write_tiff(const TiffSamples& picture, const TiffOptions& options = {});
/// One page behind another.
[[nodiscard]] Bytes write_tiff_pages(const std::vector<TiffSamples>& pages, const TiffOptions& options = {});

/// By libtiff; `compression` is that of tag 259. Gray and RGB of 8 bits, with alpha; of fax compressions, gray pixels
/// above 127 are white.
[[nodiscard]] Bytes write_compressed_tiff(ConstImageView picture, int compression, int rows_per_strip,
                                          const TiffOptions& options = {});

}  // namespace tbbimg::test
