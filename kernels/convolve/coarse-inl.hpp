// A Gaussian on a coarse grid on one level's registers; coarse_ref.hpp is the specification. What touches every pixel
// of the image is written here; the loops of the specification over coarse pixels are left to the compiler.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/convolve/blocks-inl.hpp"
#include "kernels/convolve/coarse_ref.hpp"

namespace tbbimg {
namespace {

// kBytes columns. Sums reach 16 bits, and products of a pair stay far below 15.
[[gnu::noinline]] void coarse_rows_block(const std::uint8_t* const* rows, int factor, std::size_t at,
                                         std::uint16_t* destination) {
  const auto weight_of = [&](int k) { return static_cast<std::int16_t>(k < factor ? k + 1 : 2 * factor - k - 1); };
  I16 low(std::int16_t{0});
  I16 high(std::int16_t{0});
  for (int k = 0; k + 1 < 2 * factor; k += 2) {
    const std::int16_t weights[2] = {weight_of(k), weight_of(k + 1)};
    const BytePairWeights pair(weights);
    const U8 upper = load_batch<U8>(rows[k] + at);
    // The last one has no partner, and the weight 0.
    const U8 lower = load_batch<U8>(rows[weights[1] == 0 ? k : k + 1] + at);
    low += pair.multiply_add(interleave_low(upper, lower));
    high += pair.multiply_add(interleave_high(upper, lower));
  }
  store_in_order(destination + at, U16(low.data), U16(high.data));
}

inline void coarse_rows_simd(const std::uint8_t* const* rows, int factor, std::size_t bytes,
                             std::uint16_t* destination) {
  if (bytes < kBytes) return coarse_rows_ref(rows, factor, bytes, destination);
  for_blocks<kBytes>(bytes, [&](std::size_t at) {
    if (at % kCacheLine == 0) {
      for (int k = 2 * factor - 1; k < 3 * factor - 1; ++k) prefetch(rows[k] + at);
    }
    coarse_rows_block(rows, factor, at, destination);
  });
}

inline constexpr std::size_t kBlurRegisters = 4;
inline constexpr std::size_t kBlurStep = kBlurRegisters * F32::size;

[[gnu::noinline]] void coarse_blur_block(const float* const* rows, const float* weights, int taps, std::size_t at,
                                         float* destination) {
  F32 sums[kBlurRegisters];
  for (F32& sum : sums) sum = F32(0.0F);
  for (int k = 0; k < taps; ++k) {
    const F32 weight(weights[k]);
    for (std::size_t r = 0; r < kBlurRegisters; ++r) {
      sums[r] += weight * load_batch<F32>(rows[k] + at + r * F32::size);
    }
  }
  for (std::size_t r = 0; r < kBlurRegisters; ++r) store_batch(destination + at + r * F32::size, sums[r]);
}

inline void coarse_blur_simd(const float* const* rows, const float* weights, int taps, std::size_t samples,
                             float* destination) {
  if (samples < kBlurStep) return coarse_blur_ref(rows, weights, taps, samples, destination);
  for_blocks<kBlurStep>(samples, [&](std::size_t at) { coarse_blur_block(rows, weights, taps, at, destination); });
}

inline void refine_rows_simd(const std::uint16_t* const* rows, const std::uint16_t* weights, std::size_t bytes,
                             std::uint8_t* destination) {
  if (bytes < kBytes) return refine_rows_ref(rows, weights, bytes, destination);
  const U16 first(weights[0]);
  const U16 second(weights[1]);
  const U16 third(weights[2]);
  const auto mean = [&](std::size_t at) {
    const U16 sum = multiply_high(load_batch<U16>(rows[0] + at), first) +
                    multiply_high(load_batch<U16>(rows[1] + at), second) +
                    multiply_high(load_batch<U16>(rows[2] + at), third);
    return as_signed((sum + U16(static_cast<std::uint16_t>(kRefineHalf))) >> 8);
  };
  for_blocks<kBytes>(bytes, [&](std::size_t at) {
    prefetch_for_writing(destination + at + kWriteAhead);
    const I16 low = mean(at);
    store_batch(destination + at, narrow_in_order(low, mean(at + U16::size)));
  });
}

}  // namespace
}  // namespace tbbimg
