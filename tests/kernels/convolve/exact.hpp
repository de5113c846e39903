// What the filters' tests hold results against.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "kernels/convolve/border.hpp"
#include "kernels/image/image.hpp"
#include "tests/support/levels.hpp"

namespace tbbimg::test {

inline constexpr PixelFormat k8BitFormats[] = {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8,
                                               PixelFormat::rgba8};
inline constexpr Border kBorders[] = {Border::mirror, Border::clamp, Border::wrap, Border::constant};

/// The sample at (x, y), which may lie outside: found by walking, step by step.
inline int sample_at(ConstImageView image, int x, int y, int channel, Border border) {
  const auto inside = [&](int index, int size) {
    while (index < 0 || index >= size) {
      if (border == Border::constant) return -1;
      if (border == Border::clamp) index += index < 0 ? 1 : -1;
      if (border == Border::wrap) index += index < 0 ? size : -size;
      if (border == Border::mirror) index = size == 1 ? 0 : (index < 0 ? -index : 2 * (size - 1) - index);
    }
    return index;
  };
  const int column = inside(x, image.width);
  const int row = inside(y, image.height);
  if (column < 0 || row < 0) return 0;
  return image.row(row)[column * channels(image.format) + channel];
}

/// Holds `result` against `exact(x, y, channel)` rounded and clamped: at most 1 off, and `mean` on the average.
inline void check_exact(ConstImageView result, const std::function<double(int, int, int)>& exact, double mean = 0.3) {
  double largest = 0;
  double total = 0;
  int count = 0;
  for (int y = 0; y < result.height; ++y) {
    for (int x = 0; x < result.width; ++x) {
      for (int c = 0; c < channels(result.format); ++c) {
        const double expected = std::round(std::fmin(255.0, std::fmax(0.0, exact(x, y, c))));
        const double error = std::abs(result.row(y)[x * channels(result.format) + c] - expected);
        if (error > 1) {
          CAPTURE(x);
          CAPTURE(y);
          CAPTURE(c);
          CAPTURE(expected);
          FAIL_CHECK("got ", static_cast<int>(result.row(y)[x * channels(result.format) + c]));
          return;
        }
        largest = std::fmax(largest, error);
        total += error;
        ++count;
      }
    }
  }
  CHECK(largest <= 1);
  CHECK(total / count < mean);
}

}  // namespace tbbimg::test
