// The specification of the two primitives that the eight orientations are made of.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tbbimg {
namespace {

inline void reverse_pixels_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                               int bytes_per_pixel) {
  const auto bytes = static_cast<std::size_t>(bytes_per_pixel);
  for (std::size_t x = 0; x < pixels; ++x) {
    for (std::size_t i = 0; i < bytes; ++i) destination[x * bytes + i] = source[(pixels - 1 - x) * bytes + i];
  }
}

inline void stream_reversed_rgb_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels) {
  reverse_pixels_ref(source, destination, pixels, 3);
}

inline void transpose_ref(const std::uint8_t* source, std::ptrdiff_t source_stride, std::uint8_t* destination,
                          std::ptrdiff_t destination_stride, int width, int height, int bytes_per_pixel) {
  for (std::ptrdiff_t y = 0; y < height; ++y) {
    for (std::ptrdiff_t x = 0; x < width; ++x) {
      for (std::ptrdiff_t i = 0; i < bytes_per_pixel; ++i) {
        destination[y * destination_stride + x * bytes_per_pixel + i] =
            source[x * source_stride + y * bytes_per_pixel + i];
      }
    }
  }
}

}  // namespace
}  // namespace tbbimg
