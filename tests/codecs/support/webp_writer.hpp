// WebP files of kinds that the encoder does not write.
#pragma once

#include "tests/codecs/support/pictures.hpp"

namespace tbbimg::test {

struct WebpOptions {
  bool lossless = false;
  float quality = 80;
  Bytes exif;
  Bytes icc_profile;
};

/// rgb8 or rgba8.
[[nodiscard]] Bytes write_webp(ConstImageView picture, const WebpOptions& options = {});

/// An animation on a canvas whose first frame is `first`, at (x, y), both even; others fill the canvas.
[[nodiscard]] Bytes write_webp_animation(Size canvas, ConstImageView first, int x, int y, int frames = 2);

}  // namespace tbbimg::test
