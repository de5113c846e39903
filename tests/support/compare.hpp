// Says where two images differ.
#pragma once

#include <cstdlib>
#include <string>

#include "kernels/image/image_view.hpp"

namespace tbbimg::test {

inline std::string describe(Size size) { return std::to_string(size.width) + "x" + std::to_string(size.height); }

/// Empty if no sample of the 8-bit images is further than `tolerance` from what is expected.
inline std::string difference(ConstImageView expected, ConstImageView actual, int tolerance = 0) {
  if (expected.size() != actual.size()) {
    return "size: expected " + describe(expected.size()) + ", got " + describe(actual.size());
  }
  const auto pixel_bytes = static_cast<std::size_t>(bytes_per_pixel(expected.format));
  for (int y = 0; y < expected.height; ++y) {
    for (std::size_t i = 0; i < expected.row_bytes(); ++i) {
      const int wanted = expected.row(y)[i];
      const int got = actual.row(y)[i];
      if (std::abs(wanted - got) > tolerance) {
        return describe(expected.size()) + " " + std::string(to_string(expected.format)) + ": at x " +
               std::to_string(i / pixel_bytes) + ", y " + std::to_string(y) + ", byte " +
               std::to_string(i % pixel_bytes) + ": expected " + std::to_string(wanted) + ", got " +
               std::to_string(got);
      }
    }
  }
  return {};
}

}  // namespace tbbimg::test
