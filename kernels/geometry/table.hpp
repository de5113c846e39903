// The primitives that move pixels.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tbbimg {

struct GeometryTable {
  /// The pixels of a row in the opposite order.
  void (*reverse_pixels)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                         int bytes_per_pixel);
  /// The same of 3 bytes per pixel, stored past the caches.
  void (*stream_reversed_rgb)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels);
  /// Pixel (x, y) of the destination, of `width` x `height`, is pixel (y, x) of the source. Strides may be negative.
  void (*transpose)(const std::uint8_t* source, std::ptrdiff_t source_stride, std::uint8_t* destination,
                    std::ptrdiff_t destination_stride, int width, int height, int bytes_per_pixel);
};

/// Every entry of the table, in its order: see kernels/arch/instance.hpp.
#define TBBIMG_ENTRIES_geometry(SIMD, REFERENCE) \
  SIMD(reverse_pixels)                           \
  SIMD(stream_reversed_rgb)                      \
  SIMD(transpose)

}  // namespace tbbimg
