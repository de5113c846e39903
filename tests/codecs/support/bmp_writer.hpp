// BMP files of kinds that the encoder does not write.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "tests/codecs/support/pictures.hpp"

namespace tbbimg::test {

struct BmpOptions {
  int header_bytes = 40;
  int bits = 8;
  int compression = 0;
  bool top_down = false;
  std::vector<std::array<std::uint8_t, 3>> palette;  ///< red, green, blue
  bool count_palette = true;                         ///< whether the header tells how many colours there are
  std::vector<std::uint32_t> masks;                  ///< red, green, blue, alpha, as far as there are
  int gap = 0;                                       ///< bytes between palette and pixels
  Bytes icc_profile;
};

/// A file of `size` around `data`, which are the pixels as they are stored.
[[nodiscard]] Bytes write_bmp(Size size, const Bytes& data, const BmpOptions& options);

/// Indices, from the top, as rows of so many bits, from the bottom and padded.
[[nodiscard]] Bytes pack_bmp_indices(Size size, const std::vector<int>& indices, int bits);

}  // namespace tbbimg::test
