// Reversed rows and transposed blocks on one level's registers; orient_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/geometry/orient_ref.hpp"

namespace tbbimg {
namespace {

template <int kPixelBytes>
inline void reverse_whole_elements(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels) {
  constexpr std::size_t kStep = kBytes / kPixelBytes;
  std::size_t x = 0;
  for (; x + kStep <= pixels; x += kStep) {
    store_batch(destination + x * kPixelBytes,
                reverse<kPixelBytes>(load_batch<U8>(source + (pixels - x - kStep) * kPixelBytes)));
  }
  reverse_pixels_ref(source, destination + x * kPixelBytes, pixels - x, kPixelBytes);
}

// Blocks are taken from the end of the source: there a load may reach a few bytes further only if pixels follow.
inline void reverse_rgb(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels) {
  constexpr std::size_t kStep = 4 * kLanes;
  constexpr std::size_t kSurplus = (kRgbReadBytes - 3 * kStep + 2) / 3;  // pixels
  std::size_t x = pixels < kSurplus ? pixels : kSurplus;
  reverse_pixels_ref(source + 3 * (pixels - x), destination, x, 3);
  for (; x + kStep <= pixels; x += kStep) {
    const U32 rgb(load_rgb(source + 3 * (pixels - x - kStep)).data);
    store_rgb(destination + 3 * x, reverse<4>(U8(rgb.data)));
  }
  reverse_pixels_ref(source, destination + 3 * x, pixels - x, 3);
}

inline void reverse_row(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                        int bytes_per_pixel) {
  switch (bytes_per_pixel) {
    case 1: return reverse_whole_elements<1>(source, destination, pixels);
    case 2: return reverse_whole_elements<2>(source, destination, pixels);
    case 3: return reverse_rgb(source, destination, pixels);
    case 4: return reverse_whole_elements<4>(source, destination, pixels);
    case 8: return reverse_whole_elements<8>(source, destination, pixels);
    default: return reverse_pixels_ref(source, destination, pixels, bytes_per_pixel);
  }
}

// Both images are walked in squares whose rows fit into the first cache on either side.
inline constexpr int kSquare = 32;

template <int kPixelBytes>
inline void transpose_square(const std::uint8_t* source, std::ptrdiff_t source_stride, std::uint8_t* destination,
                             std::ptrdiff_t destination_stride, int width, int height) {
  for (std::ptrdiff_t y = 0; y < height; ++y) {
    const std::uint8_t* from = source + y * kPixelBytes;
    std::uint8_t* to = destination + y * destination_stride;
    for (int x = 0; x < width; ++x, from += source_stride, to += kPixelBytes) __builtin_memcpy(to, from, kPixelBytes);
  }
}

template <int kPixelBytes>
inline void transpose_pixels(const std::uint8_t* source, std::ptrdiff_t source_stride, std::uint8_t* destination,
                             std::ptrdiff_t destination_stride, int width, int height) {
  for (std::ptrdiff_t y = 0; y < height; y += kSquare) {
    for (std::ptrdiff_t x = 0; x < width; x += kSquare) {
      transpose_square<kPixelBytes>(source + x * source_stride + y * kPixelBytes, source_stride,
                                    destination + y * destination_stride + x * kPixelBytes, destination_stride,
                                    static_cast<int>(width - x < kSquare ? width - x : kSquare),
                                    static_cast<int>(height - y < kSquare ? height - y : kSquare));
    }
  }
}

inline void transpose_rows(const std::uint8_t* source, std::ptrdiff_t source_stride, std::uint8_t* destination,
                           std::ptrdiff_t destination_stride, int width, int height, int bytes_per_pixel) {
  switch (bytes_per_pixel) {
    case 1: return transpose_pixels<1>(source, source_stride, destination, destination_stride, width, height);
    case 2: return transpose_pixels<2>(source, source_stride, destination, destination_stride, width, height);
    case 3: return transpose_pixels<3>(source, source_stride, destination, destination_stride, width, height);
    case 4: return transpose_pixels<4>(source, source_stride, destination, destination_stride, width, height);
    case 6: return transpose_pixels<6>(source, source_stride, destination, destination_stride, width, height);
    case 8: return transpose_pixels<8>(source, source_stride, destination, destination_stride, width, height);
    default:
      return transpose_ref(source, source_stride, destination, destination_stride, width, height, bytes_per_pixel);
  }
}

}  // namespace
}  // namespace tbbimg
