// Filtering with alpha on one level's registers; premultiplied_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/convolve/premultiplied_ref.hpp"

namespace tbbimg {
namespace {

inline F32 load_premultiplied(const std::uint8_t* rgba) noexcept {
  const F32 pixels = load_bytes_as_floats(rgba);
  return pixels * with_last(broadcast_last(pixels), F32(1.0F));
}

// kRegisters * kLanes pixels of rgba8.
template <std::size_t kRegisters>
inline void premultiplied_columns(const PremultipliedVerticalPass& pass, std::size_t x) {
  F32 sums[kRegisters];
  for (F32& sum : sums) sum = F32(0.0F);
  for (int begin = 0; begin < pass.taps; begin += kTapGroup) {
    const int end = begin + kTapGroup < pass.taps ? begin + kTapGroup : pass.taps;
    F32 parts[kRegisters];
    for (F32& part : parts) part = F32(0.0F);
    for (int k = begin; k < end; ++k) {
      const std::uint8_t* row = pass.rows[k] + 4 * x;
      const F32 weight(pass.weights[k]);
      for (std::size_t r = 0; r < kRegisters; ++r) parts[r] += weight * load_premultiplied(row + r * 4 * kLanes);
    }
    for (std::size_t r = 0; r < kRegisters; ++r) sums[r] += parts[r];
  }
  for (std::size_t r = 0; r < kRegisters; ++r) store_batch(pass.destination + 4 * (x + r * kLanes), sums[r]);
}

inline void premultiplied_vertical_simd(const PremultipliedVerticalPass& pass) {
  constexpr std::size_t kRegisters = 4;
  std::size_t x = 0;
  if (pass.format == PixelFormat::rgba8) {
    for (; x + kRegisters * kLanes <= pass.width; x += kRegisters * kLanes) premultiplied_columns<kRegisters>(pass, x);
  }
  premultiplied_vertical_rest_ref(pass, x);
}

// Straight colours and alpha as bytes.
inline void store_straight(std::uint8_t* destination, F32x4 pixel) noexcept {
  const F32x4 sum_of_alpha = broadcast_last(pixel);
  const F32x4 alpha = clamp(sum_of_alpha, 255.0F);
  const F32x4 colours = clamp(pixel / sum_of_alpha, 255.0F);
  store_as_bytes(destination, where_at_least(alpha + 0.5F, 1.0F, with_last(colours, alpha) + 0.5F));
}

// kPixels pixels of rgba8 at once, for their independent sums; each register holds one pixel.
template <std::size_t kPixels>
inline void premultiplied_pixels(const PremultipliedHorizontalPass& pass, std::size_t x) {
  const float* weights[kPixels];
  const float* sources[kPixels];
  F32x4 sums[kPixels];
  for (std::size_t p = 0; p < kPixels; ++p) {
    weights[p] = pass.weights + (x + p) * pass.weights_stride;
    sources[p] = pass.source + std::ptrdiff_t{pass.starts[x + p]} * 4;
    sums[p] = F32x4{};
  }
  for (int begin = 0; begin < pass.taps; begin += kTapGroup) {
    const int end = begin + kTapGroup < pass.taps ? begin + kTapGroup : pass.taps;
    F32x4 parts[kPixels] = {};
    for (std::ptrdiff_t k = begin; k < end; ++k) {
      for (std::size_t p = 0; p < kPixels; ++p) parts[p] += weights[p][k] * load_four(sources[p] + 4 * k);
    }
    for (std::size_t p = 0; p < kPixels; ++p) sums[p] += parts[p];
  }
  for (std::size_t p = 0; p < kPixels; ++p) store_straight(pass.destination + 4 * (x + p), sums[p]);
}

inline void premultiplied_horizontal_simd(const PremultipliedHorizontalPass& pass) {
  std::size_t x = 0;
  if (pass.format == PixelFormat::rgba8) {
    for (; x + 4 <= pass.width; x += 4) premultiplied_pixels<4>(pass, x);
  }
  premultiplied_horizontal_rest_ref(pass, x);
}

}  // namespace
}  // namespace tbbimg
