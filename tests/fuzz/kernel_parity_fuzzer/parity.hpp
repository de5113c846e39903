// Holds what a kernel makes of random pixels on every SIMD level against the scalar level's.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "kernels/image/image.hpp"
#include "kernels/simd/kernels.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg::parity {

/// The fuzzer's bytes as numbers; when they run out, a fixed sequence goes on.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  int between(int lowest, int highest) {
    const unsigned value = byte() | static_cast<unsigned>(byte()) << 8;
    return lowest + static_cast<int>(value % static_cast<unsigned>(highest - lowest + 1));
  }
  std::uint8_t byte() {
    if (size_ == 0) return static_cast<std::uint8_t>(exhausted_ = exhausted_ * 29 + 7);
    --size_;
    return *data_++;
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
  unsigned exhausted_ = 1;
};

/// Rows follow each other without a gap: most of them start at odd addresses.
struct Pixels {
  std::unique_ptr<std::uint8_t[]> bytes;
  ImageView view;

  Pixels(Size size, PixelFormat format) {
    view = {nullptr, 0, size.width, size.height, format};
    bytes = std::make_unique<std::uint8_t[]>(view.row_bytes() * static_cast<std::size_t>(size.height));
    view.data = bytes.get();
    view.stride = static_cast<std::ptrdiff_t>(view.row_bytes());
  }
};

/// A source of 1..300 x 1..24 pixels, small enough for thousands a second and around all register sizes.
inline Pixels random_pixels(Input& input, PixelFormat format) {
  const int width = input.between(1, 300);
  Pixels pixels({width, input.between(1, 24)}, format);
  const std::size_t bytes = pixels.view.row_bytes() * static_cast<std::size_t>(pixels.view.height);
  for (std::size_t i = 0; i < bytes; ++i) pixels.bytes[i] = input.byte();
  return pixels;
}

inline PixelFormat random_8_bit_format(Input& input) { return static_cast<PixelFormat>(input.between(0, 3)); }
/// Of 8 or 16 bits.
inline PixelFormat random_format(Input& input) { return static_cast<PixelFormat>(input.between(0, 7)); }

/// `kernel(source, destination, rows, kernels)` makes `shape`; rows are made in two pieces, the lower one first.
template <class Kernel>
void compare_levels(const char* name, const Pixels& source, ImageShape shape, int split, const Kernel& kernel) {
  const auto [size, format] = shape;
  const Pixels expected(size, format);
  const auto run = [&](ImageView to, RowRange rows, SimdLevel level) {
    const Status status = kernel(ConstImageView(source.view), to, rows, Kernels::of(level).value());
    if (!status) {
      std::fprintf(stderr, "%s: %s\n", name, status.error().message.text().c_str());
      std::abort();
    }
  };
  run(expected.view, {0, size.height}, SimdLevel::scalar);
  for (const SimdLevel level : supported_simd_levels()) {
    const Pixels result(size, format);
    const int middle = std::min(split, size.height);
    run(result.view, {middle, size.height}, level);
    run(result.view, {0, middle}, level);
    const std::size_t bytes = expected.view.row_bytes() * static_cast<std::size_t>(size.height);
    const auto found = std::mismatch(expected.bytes.get(), expected.bytes.get() + bytes, result.bytes.get());
    if (found.first != expected.bytes.get() + bytes) {
      std::fprintf(stderr, "%s on %s, %dx%d %s to %dx%d: byte %td: expected %d, got %d\n", name,
                   std::string(to_string(level)).c_str(), source.view.width, source.view.height,
                   std::string(to_string(source.view.format)).c_str(), size.width, size.height,
                   found.first - expected.bytes.get(), *found.first, *found.second);
      std::abort();
    }
  }
}

/// One function per folder of kernels: picks a kernel of it, its arguments and a source, and compares.
#define TBBIMG_FUZZ(folder, Folder) void fuzz_##folder(Input& input);
TBBIMG_KERNEL_FOLDERS(TBBIMG_FUZZ)
#undef TBBIMG_FUZZ

}  // namespace tbbimg::parity
