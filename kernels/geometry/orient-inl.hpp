// Reversed rows and transposed blocks on one level's registers; orient_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/geometry/orient_ref.hpp"

namespace tbbimg {
namespace {

// The source is read forwards, as prefetchers expect.
template <int kPixelBytes>
inline void reverse_whole_elements(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels) {
  constexpr std::size_t kStep = kBytes / kPixelBytes;
  std::size_t x = 0;
  for (; x + kStep <= pixels; x += kStep) {
    store_batch(destination + (pixels - x - kStep) * kPixelBytes,
                reverse<kPixelBytes>(load_batch<U8>(source + x * kPixelBytes)));
  }
  reverse_pixels_ref(source + x * kPixelBytes, destination, pixels - x, kPixelBytes);
}

inline void reverse_rgb(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels) {
  constexpr std::size_t kStep = 4 * kLanes;
  std::size_t x = 0;
  for (; x + kStep <= pixels; x += kStep) {
    store_rgb(destination + 3 * (pixels - x - kStep), reverse<4>(load_rgb(source + 3 * x)));
  }
  reverse_pixels_ref(source + 3 * x, destination, pixels - x, 3);
}

template <class Streamed>
inline void stream_reversed(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels) {
  if constexpr (Streamed::kPixels == 0) {
    reverse_rgb(source, destination, pixels);
  } else {
    const auto alignment = [&](std::size_t x) {
      return reinterpret_cast<std::uintptr_t>(destination + 3 * (pixels - x)) % kCacheLine;
    };
    std::size_t x = 0;
    while (x < pixels && alignment(x) != 0) ++x;
    reverse_pixels_ref(source, destination + 3 * (pixels - x), x, 3);
    for (; x + Streamed::kPixels <= pixels; x += Streamed::kPixels) {
      prefetch(source + 3 * x + kReadAhead);
      Streamed::store_reversed(destination + 3 * (pixels - x - Streamed::kPixels), source + 3 * x);
    }
    reverse_pixels_ref(source + 3 * x, destination, pixels - x, 3);
    flush_streaming_stores();
  }
}

inline void stream_reversed_rgb_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels) {
  stream_reversed<StreamedRgb>(source, destination, pixels);
}

inline void reverse_pixels_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
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

// Both images are walked in squares: what they touch of either stays in the first cache, and lines that a square uses
// in part are still in the second when its neighbour comes.
inline constexpr std::ptrdiff_t kSquare = 64;

template <int kPixelBytes>
inline void transpose_square(const std::uint8_t* source, std::ptrdiff_t source_stride, std::uint8_t* destination,
                             std::ptrdiff_t destination_stride, std::ptrdiff_t width, std::ptrdiff_t height) {
  for (std::ptrdiff_t y = 0; y < height; ++y) {
    const std::uint8_t* from = source + y * kPixelBytes;
    std::uint8_t* to = destination + y * destination_stride;
    for (std::ptrdiff_t x = 0; x < width; ++x, from += source_stride, to += kPixelBytes) {
      __builtin_memcpy(to, from, kPixelBytes);
    }
  }
}

// Four columns of 4 kLanes rows become four rows of 4 kLanes pixels. Reads 16 bytes of each row.
template <int kPixelBytes>
inline void transpose_block(const std::uint8_t* source, std::ptrdiff_t source_stride, std::uint8_t* destination,
                            std::ptrdiff_t destination_stride) {
  const auto row = [&](std::ptrdiff_t r) {
    const U8 pixels = load_lanes(source + r * source_stride, 4 * source_stride);
    return kPixelBytes == 3 ? spread_rgb(pixels) : pixels;
  };
  const auto put = [&](std::ptrdiff_t y, U8 pixels) {
    if constexpr (kPixelBytes == 3) {
      store_rgb(destination + y * destination_stride, pixels);
    } else {
      store_batch(destination + y * destination_stride, pixels);
    }
  };
  const U8 r0 = row(0), r1 = row(1), r2 = row(2), r3 = row(3);
  const U8 low01 = interleave_low_32(r0, r1), low23 = interleave_low_32(r2, r3);
  const U8 high01 = interleave_high_32(r0, r1), high23 = interleave_high_32(r2, r3);
  put(0, interleave_low_64(low01, low23));
  put(1, interleave_high_64(low01, low23));
  put(2, interleave_low_64(high01, high23));
  put(3, interleave_high_64(high01, high23));
}

// A square of pixels of 3 or 4 bytes by blocks, and what remains at its sides pixel by pixel. Blocks end
// within the first `readable` columns of the source.
template <int kPixelBytes>
inline void transpose_square_by_blocks(const std::uint8_t* source, std::ptrdiff_t source_stride,
                                       std::uint8_t* destination, std::ptrdiff_t destination_stride,
                                       std::ptrdiff_t width, std::ptrdiff_t height, std::ptrdiff_t readable) {
  constexpr std::ptrdiff_t kAcross = 4 * static_cast<std::ptrdiff_t>(kLanes);
  std::ptrdiff_t y = 0;
  for (; y + 4 <= height && y + 4 <= readable; y += 4) {
    std::ptrdiff_t x = 0;
    for (; x + kAcross <= width; x += kAcross) {
      transpose_block<kPixelBytes>(source + x * source_stride + y * kPixelBytes, source_stride,
                                   destination + y * destination_stride + x * kPixelBytes, destination_stride);
    }
    transpose_square<kPixelBytes>(source + x * source_stride + y * kPixelBytes, source_stride,
                                  destination + y * destination_stride + x * kPixelBytes, destination_stride, width - x,
                                  4);
  }
  transpose_square<kPixelBytes>(source + y * kPixelBytes, source_stride, destination + y * destination_stride,
                                destination_stride, width, height - y);
}

// Of the square that comes next, which lies below in the source.
template <int kPixelBytes>
inline void prefetch_square(const std::uint8_t* source, std::ptrdiff_t source_stride, std::ptrdiff_t width,
                            std::ptrdiff_t height) noexcept {
  constexpr auto kLine = static_cast<std::ptrdiff_t>(kCacheLine);
  for (std::ptrdiff_t x = 0; x < width; ++x) {
    const std::uint8_t* row = source + x * source_stride;
    for (std::ptrdiff_t i = 0; i < height * kPixelBytes; i += kLine) prefetch(row + i);
  }
}

template <int kPixelBytes>
inline void transpose_pixels(const std::uint8_t* source, std::ptrdiff_t source_stride, std::uint8_t* destination,
                             std::ptrdiff_t destination_stride, int width, int height) {
  for (std::ptrdiff_t y = 0; y < height; y += kSquare) {
    for (std::ptrdiff_t x = 0; x < width; x += kSquare) {
      const std::uint8_t* from = source + x * source_stride + y * kPixelBytes;
      std::uint8_t* to = destination + y * destination_stride + x * kPixelBytes;
      const std::ptrdiff_t columns = width - x < kSquare ? width - x : kSquare;
      const std::ptrdiff_t rows = height - y < kSquare ? height - y : kSquare;
      const std::ptrdiff_t below = width - x - columns;
      prefetch_square<kPixelBytes>(from + kSquare * source_stride, source_stride, below < kSquare ? below : kSquare,
                                   rows);
      // Without byte shuffles, spreading and packing 3 bytes costs more than moving them one by one.
      if constexpr (kPixelBytes == 4 || (kPixelBytes == 3 && kLanes > 1)) {
        // A block reads 16 bytes of a row, of which four pixels of 3 bytes make up twelve.
        const std::ptrdiff_t readable = height - y - (kPixelBytes == 3 ? 2 : 0);
        transpose_square_by_blocks<kPixelBytes>(from, source_stride, to, destination_stride, columns, rows, readable);
      } else {
        transpose_square<kPixelBytes>(from, source_stride, to, destination_stride, columns, rows);
      }
    }
  }
}

inline void transpose_simd(const std::uint8_t* source, std::ptrdiff_t source_stride, std::uint8_t* destination,
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
