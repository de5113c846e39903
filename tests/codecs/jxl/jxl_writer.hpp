// JPEG XL files of every kind, made with libjxl alone.
#pragma once

#include <optional>
#include <vector>

#include "tests/codecs/support/pictures.hpp"

namespace tbbimg::test {

struct JxlOptions {
  float distance = 1;  ///< 0: lossless
  int effort = 3;
  int orientation = 1;
  int bits = 0;                ///< of a sample; 0: those of the pixels
  bool progressive = false;    ///< in several passes
  bool low_frequency = false;  ///< an eighth of the size first, as a frame of its own
  bool reordered = false;      ///< sections from the centre on
  bool modular = false;
  bool floats = false;  ///< 32 bits a sample, whatever the pixels have
  bool depth_channel = false;
  bool wide_gamut = false;  ///< colours are Display P3's
  Bytes icc_profile = {};
  Bytes exif = {};
  bool exif_compressed = false;
  bool container = false;
  std::vector<std::uint32_t> durations = {};  ///< of an animation, in hundredths of a second; empty: none
  std::uint32_t loops = 0;
};

/// Of an animation, all of `frames`. Empty if libjxl refuses.
[[nodiscard]] Bytes write_jxl(std::vector<ConstImageView> frames, const JxlOptions& options = {});

[[nodiscard]] inline Bytes write_jxl(ConstImageView picture, const JxlOptions& options = {}) {
  return write_jxl(std::vector{picture}, options);
}

/// A file of boxes: those given by their type and content behind the two that each file begins with.
struct JxlBoxContent {
  std::string_view type;
  Bytes content;
};
[[nodiscard]] Bytes write_jxl_boxes(const std::vector<JxlBoxContent>& boxes);

/// The JPEG that was made a JPEG XL; empty if there is none in it.
[[nodiscard]] Bytes jpeg_within(const Bytes& file);

}  // namespace tbbimg::test
