// JPEG 2000 files of every kind, made with openjpeg alone, and boxes around them by hand.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/codecs/support/pictures.hpp"

namespace tbbimg::test {

struct Jp2Options {
  bool lossless = true;
  float ratio = 10;  ///< of a lossy file to the pixels
  int levels = 3;
  Size tiles;  ///< {0, 0}: one
  Size origin;
  Size block{64, 64};
  int precinct = 0;  ///< 0: as large as can be
  int bits = 8;      ///< of samples: the upper ones of `picture`'s, or beyond 8 of 16-bit ones
  bool is_signed = false;
  Size chroma_step{1, 1};  ///< of the second and third component
  bool parts = false;      ///< a tile-part for each resolution
};

/// A bare codestream, whose components are the channels of `picture`. Of chroma_step, every so manieth sample is taken.
[[nodiscard]] Bytes write_j2k(ConstImageView picture, const Jp2Options& options = {});

/// A box, of which `type` has four letters.
[[nodiscard]] Bytes jp2_box(std::string_view type, const Bytes& content);

/// The signature, "ftyp", a header of `boxes`, and `codestream`.
[[nodiscard]] Bytes wrap_jp2(const Bytes& boxes, const Bytes& codestream);

/// "colr" with a number of table I.10, or a profile.
[[nodiscard]] Bytes jp2_colors(int number);
[[nodiscard]] Bytes jp2_profile(const Bytes& profile);

[[nodiscard]] Bytes joined_bytes(std::initializer_list<Bytes> parts);

}  // namespace tbbimg::test
