// What the filters' tests hold results against.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <vector>

#include "kernels/convolve/border.hpp"
#include "kernels/image/image.hpp"
#include "tests/support/levels.hpp"

namespace tbbimg::test {

inline constexpr PixelFormat k8BitFormats[] = {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8,
                                               PixelFormat::rgba8};
inline constexpr PixelFormat k16BitFormats[] = {PixelFormat::gray16, PixelFormat::gray_alpha16, PixelFormat::rgb16,
                                                PixelFormat::rgba16};
inline constexpr PixelFormat kFormats[] = {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8,
                                           PixelFormat::rgba8, PixelFormat::gray16,      PixelFormat::gray_alpha16,
                                           PixelFormat::rgb16, PixelFormat::rgba16};

/// A white sample.
inline double largest_sample(PixelFormat format) { return bytes_per_sample(format) == 2 ? 65535 : 255; }

/// The sample of a pixel that is there.
inline int sample_of(ConstImageView image, int x, int y, int channel) {
  const int index = x * channels(image.format) + channel;
  if (bytes_per_sample(image.format) == 1) return image.row(y)[index];
  std::uint16_t word = 0;
  std::memcpy(&word, image.row(y) + 2 * index, sizeof(word));
  return word;
}
inline constexpr Border kBorders[] = {Border::mirror, Border::clamp, Border::wrap, Border::constant};

/// Which of `size` samples stands for one that may lie outside, or -1: found by walking, step by step.
inline int index_inside(int index, int size, Border border) {
  while (index < 0 || index >= size) {
    if (border == Border::constant) return -1;
    if (border == Border::clamp) return index < 0 ? 0 : size - 1;
    if (border == Border::wrap) index += index < 0 ? size : -size;
    if (border == Border::mirror) index = size == 1 ? 0 : (index < 0 ? -index : 2 * (size - 1) - index);
  }
  return index;
}

/// The sample at (x, y), which may lie outside.
inline int sample_at(ConstImageView image, int x, int y, int channel, Border border) {
  const int column = index_inside(x, image.width, border);
  const int row = index_inside(y, image.height, border);
  if (column < 0 || row < 0) return 0;
  return sample_of(image, column, row, channel);
}

/// What each of `size` samples contributes to each of `size` outputs: element [output][sample].
inline std::vector<std::vector<double>> contributions(const std::vector<double>& taps, int size, Border border) {
  const auto count = static_cast<std::size_t>(size);
  std::vector<std::vector<double>> matrix(count, std::vector<double>(count));
  const int radius = static_cast<int>(taps.size() / 2);
  for (int to = 0; to < size; ++to) {
    for (int k = -radius; k <= radius; ++k) {
      const int from = index_inside(to + k, size, border);
      if (from < 0) continue;
      matrix[static_cast<std::size_t>(to)][static_cast<std::size_t>(from)] +=
          taps[static_cast<std::size_t>(k + radius)];
    }
  }
  return matrix;
}

/// One plane, row by row, through taps along rows and taps along columns.
inline std::vector<double> exact_separable(const std::vector<double>& plane, Size size,
                                           const std::vector<double>& horizontal, const std::vector<double>& vertical,
                                           Border border) {
  const auto width = static_cast<std::size_t>(size.width);
  const auto height = static_cast<std::size_t>(size.height);
  const auto columns = contributions(vertical, size.height, border);
  const auto rows = contributions(horizontal, size.width, border);
  std::vector<double> between(plane.size());
  std::vector<double> result(plane.size());
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t k = 0; k < height; ++k) {
      for (std::size_t x = 0; x < width; ++x) between[y * width + x] += columns[y][k] * plane[k * width + x];
    }
    for (std::size_t x = 0; x < width; ++x) {
      for (std::size_t k = 0; k < width; ++k) result[y * width + x] += rows[x][k] * between[y * width + k];
    }
  }
  return result;
}

/// The same for one channel of an image; colours come multiplied by alpha, if there is any.
inline std::vector<double> exact_separable(ConstImageView image, int channel, const std::vector<double>& horizontal,
                                           const std::vector<double>& vertical, Border border) {
  const int samples = channels(image.format);
  const bool colour = has_alpha(image.format) && channel != samples - 1;
  std::vector<double> plane;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const double opacity = colour ? sample_of(image, x, y, samples - 1) : 1;
      plane.push_back(sample_of(image, x, y, channel) * opacity);
    }
  }
  return exact_separable(plane, image.size(), horizontal, vertical, border);
}

/// Holds `result` against `exact(x, y, channel)` rounded and clamped: at most 1 off, and `mean` on the average.
inline void check_exact(ConstImageView result, const std::function<double(int, int, int)>& exact, double mean = 0.3) {
  double largest = 0;
  double total = 0;
  int count = 0;
  for (int y = 0; y < result.height; ++y) {
    for (int x = 0; x < result.width; ++x) {
      for (int c = 0; c < channels(result.format); ++c) {
        const double expected = std::round(std::fmin(largest_sample(result.format), std::fmax(0.0, exact(x, y, c))));
        const double error = std::abs(sample_of(result, x, y, c) - expected);
        if (error > 1) {
          CAPTURE(x);
          CAPTURE(y);
          CAPTURE(c);
          CAPTURE(expected);
          FAIL_CHECK("got ", sample_of(result, x, y, c));
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
