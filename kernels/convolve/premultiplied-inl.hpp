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

inline void premultiplied_vertical_row(const PremultipliedVerticalPass& pass) {
  constexpr std::size_t kRegisters = 4;
  std::size_t x = 0;
  if (pass.format == PixelFormat::rgba8) {
    for (; x + kRegisters * kLanes <= pass.width; x += kRegisters * kLanes) premultiplied_columns<kRegisters>(pass, x);
  }
  premultiplied_vertical_ref(pass, x);
}

// Straight colours and alpha as bytes.
inline void store_straight(std::uint8_t* destination, __m128 pixel) noexcept {
  const __m128 zero = _mm_setzero_ps();
  const __m128 largest = _mm_set1_ps(255.0F);
  const __m128 half = _mm_set1_ps(0.5F);
  const __m128 sum_of_alpha = _mm_shuffle_ps(pixel, pixel, 0xff);
  const __m128 alpha = _mm_min_ps(_mm_max_ps(sum_of_alpha, zero), largest);
  const __m128 colours = _mm_min_ps(_mm_max_ps(_mm_div_ps(pixel, sum_of_alpha), zero), largest);
  const __m128 last = _mm_castsi128_ps(_mm_set_epi32(-1, 0, 0, 0));
  const __m128 values = _mm_add_ps(_mm_or_ps(_mm_andnot_ps(last, colours), _mm_and_ps(last, alpha)), half);
  const __m128 visible = _mm_cmpge_ps(_mm_add_ps(alpha, half), _mm_set1_ps(1.0F));
  const __m128i words = _mm_packs_epi32(_mm_cvttps_epi32(_mm_and_ps(values, visible)), _mm_setzero_si128());
  store_32(destination, _mm_packus_epi16(words, words));
}

// kPixels pixels of rgba8 at once, for their independent sums; each register holds one pixel.
template <std::size_t kPixels>
inline void premultiplied_pixels(const PremultipliedHorizontalPass& pass, std::size_t x) {
  const float* weights[kPixels];
  const float* sources[kPixels];
  __m128 sums[kPixels];
  for (std::size_t p = 0; p < kPixels; ++p) {
    weights[p] = pass.weights + (x + p) * pass.weights_stride;
    sources[p] = pass.source + std::ptrdiff_t{pass.starts[x + p]} * 4;
    sums[p] = _mm_setzero_ps();
  }
  for (int begin = 0; begin < pass.taps; begin += kTapGroup) {
    const int end = begin + kTapGroup < pass.taps ? begin + kTapGroup : pass.taps;
    __m128 parts[kPixels];
    for (__m128& part : parts) part = _mm_setzero_ps();
    for (std::ptrdiff_t k = begin; k < end; ++k) {
      for (std::size_t p = 0; p < kPixels; ++p) {
        parts[p] = _mm_add_ps(parts[p], _mm_mul_ps(_mm_set1_ps(weights[p][k]), _mm_loadu_ps(sources[p] + 4 * k)));
      }
    }
    for (std::size_t p = 0; p < kPixels; ++p) sums[p] = _mm_add_ps(sums[p], parts[p]);
  }
  for (std::size_t p = 0; p < kPixels; ++p) store_straight(pass.destination + 4 * (x + p), sums[p]);
}

inline void premultiplied_horizontal_row(const PremultipliedHorizontalPass& pass) {
  std::size_t x = 0;
  if (pass.format == PixelFormat::rgba8) {
    for (; x + 4 <= pass.width; x += 4) premultiplied_pixels<4>(pass, x);
  }
  premultiplied_horizontal_ref(pass, x);
}

}  // namespace
}  // namespace tbbimg
