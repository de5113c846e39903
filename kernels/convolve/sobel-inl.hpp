// The Sobel operator on one level's registers; sobel_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/convolve/blocks-inl.hpp"
#include "kernels/convolve/sobel_ref.hpp"

namespace tbbimg {
namespace {

inline void sobel_vertical_simd(const std::uint8_t* const* rows, std::size_t bytes, std::int16_t* smooth,
                                std::int16_t* slope) {
  if (bytes < I16::size) return sobel_vertical_ref(rows, bytes, smooth, slope);
  for_blocks<I16::size>(bytes, [&](std::size_t i) {
    if (i % kCacheLine == 0) prefetch(rows[3] + i);
    const I16 upper = as_signed(load_widened(rows[0] + i));
    const I16 middle = as_signed(load_widened(rows[1] + i));
    const I16 lower = as_signed(load_widened(rows[2] + i));
    store_batch(smooth + i, upper + middle + middle + lower);
    store_batch(slope + i, lower - upper);
  });
}

struct SobelX {
  static I16 at(const std::int16_t* smooth, const std::int16_t* /*slope*/, std::ptrdiff_t channels) noexcept {
    return xsimd::abs(load_batch<I16>(smooth + channels) - load_batch<I16>(smooth - channels));
  }
};

struct SobelY {
  static I16 at(const std::int16_t* /*smooth*/, const std::int16_t* slope, std::ptrdiff_t channels) noexcept {
    const I16 middle = load_batch<I16>(slope);
    return xsimd::abs(load_batch<I16>(slope - channels) + middle + middle + load_batch<I16>(slope + channels));
  }
};

struct SobelMagnitude {
  static I16 at(const std::int16_t* smooth, const std::int16_t* slope, std::ptrdiff_t channels) noexcept {
    const I16 largest(std::int16_t{255});
    const U16 x(xsimd::min(SobelX::at(smooth, slope, channels), largest).data);
    const U16 y(xsimd::min(SobelY::at(smooth, slope, channels), largest).data);
    // Saturated, the sum of squares has the root 256.
    const U16 sum = xsimd::sadd(multiply_low(x, x), multiply_low(y, y));
    return narrow(root(widen_low(sum)), root(widen_high(sum)));
  }

 private:
  static I32 root(I32 square) noexcept { return xsimd::to_int(xsimd::sqrt(xsimd::to_float(square)) + F32(0.5F)); }
};

template <class Output>
inline void sobel_blocks(const std::int16_t* smooth, const std::int16_t* slope, int channels, std::size_t bytes,
                         std::uint8_t* destination) {
  for_blocks<kBytes>(bytes, [&](std::size_t i) {
    prefetch_for_writing(destination + i + kWriteAhead);
    const I16 first = Output::at(smooth + i, slope + i, channels);
    store_batch(destination + i,
                narrow_in_order(first, Output::at(smooth + i + I16::size, slope + i + I16::size, channels)));
  });
}

inline void sobel_x_simd(const std::int16_t* smooth, const std::int16_t* slope, int channels, std::size_t bytes,
                         std::uint8_t* destination) {
  if (bytes < kBytes) return sobel_x_ref(smooth, slope, channels, bytes, destination);
  sobel_blocks<SobelX>(smooth, slope, channels, bytes, destination);
}
inline void sobel_y_simd(const std::int16_t* smooth, const std::int16_t* slope, int channels, std::size_t bytes,
                         std::uint8_t* destination) {
  if (bytes < kBytes) return sobel_y_ref(smooth, slope, channels, bytes, destination);
  sobel_blocks<SobelY>(smooth, slope, channels, bytes, destination);
}
inline void sobel_magnitude_simd(const std::int16_t* smooth, const std::int16_t* slope, int channels, std::size_t bytes,
                                 std::uint8_t* destination) {
  if (bytes < kBytes) return sobel_magnitude_ref(smooth, slope, channels, bytes, destination);
  sobel_blocks<SobelMagnitude>(smooth, slope, channels, bytes, destination);
}

}  // namespace
}  // namespace tbbimg
