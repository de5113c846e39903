// Convolution with a matrix on one level's registers; convolve_2d_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/convolve/blocks-inl.hpp"
#include "kernels/convolve/convolve_2d_ref.hpp"

namespace tbbimg {
namespace {

inline void interleave_block(const std::uint8_t* first, const std::uint8_t* second, std::uint8_t* pairs) {
  const U8 upper = load_batch<U8>(first);
  const U8 lower = load_batch<U8>(second);
  store_in_order(pairs, interleave_low(upper, lower), interleave_high(upper, lower));
}

inline void interleave_rows_simd(const std::uint8_t* first, const std::uint8_t* second, std::size_t bytes,
                                 std::uint8_t* pairs) {
  if (bytes < kBytes) return interleave_rows_ref(first, second, bytes, pairs);
  for_blocks<kBytes>(bytes, [&](std::size_t i) { interleave_block(first + i, second + i, pairs + 2 * i); });
}

// kBytes samples of both output rows, by 32-bit sums. Inlined into the loop over blocks, gcc 12 spills a sum.
[[gnu::noinline]] void convolve_wide_block(const PairConvolution& job, std::size_t at) {
  I32 first[4];
  I32 second[4];
  for (I32& sum : first) sum = I32(job.offset);
  for (I32& sum : second) sum = I32(job.offset);
  for (int t = 0; t < job.tap_count; ++t) {
    const PairTap& tap = job.taps[t];
    const I16 first_weights = broadcast_pair(tap.first);
    const I16 second_weights = broadcast_pair(tap.second);
    for (std::size_t r = 0; r < 2; ++r) {
      const U8 pairs = load_batch<U8>(tap.pairs + 2 * at + r * kBytes);
      const I16 low = as_signed(widen_low(pairs));
      const I16 high = as_signed(widen_high(pairs));
      first[2 * r] += multiply_add_pairs(low, first_weights);
      first[2 * r + 1] += multiply_add_pairs(high, first_weights);
      second[2 * r] += multiply_add_pairs(low, second_weights);
      second[2 * r + 1] += multiply_add_pairs(high, second_weights);
    }
  }
  const auto store = [&](std::uint8_t* to, const I32(&sums)[4]) {
    const I16 low = narrow(sums[0] >> job.shift, sums[1] >> job.shift);
    store_batch(to + at, narrow_in_order(low, narrow(sums[2] >> job.shift, sums[3] >> job.shift)));
  };
  store(job.first, first);
  store(job.second, second);
}

inline void convolve_pairs_wide_simd(const PairConvolution& job) {
  if (job.samples < kBytes) return convolve_pairs_ref(job);
  for_blocks<kBytes>(job.samples, [&](std::size_t at) {
    if (at % kCacheLine == 0) {
      prefetch(job.upcoming[0] + at);
      prefetch(job.upcoming[1] + at);
    }
    convolve_wide_block(job, at);
  });
}

// kRegisters * kBytes / 2 samples of both output rows, by 16-bit sums.
template <std::size_t kRegisters>
inline void convolve_narrow_block(const PairConvolution& job, std::size_t at) {
  I16 first[kRegisters];
  I16 second[kRegisters];
  for (I16& sum : first) sum = I16(static_cast<std::int16_t>(job.offset));
  for (I16& sum : second) sum = I16(static_cast<std::int16_t>(job.offset));
  for (int t = 0; t < job.tap_count; ++t) {
    const PairTap& tap = job.taps[t];
    const BytePairWeights first_weights(tap.first);
    const BytePairWeights second_weights(tap.second);
    for (std::size_t r = 0; r < kRegisters; ++r) {
      const U8 pairs = load_batch<U8>(tap.pairs + 2 * at + r * kBytes);
      first[r] += first_weights.multiply_add(pairs);
      second[r] += second_weights.multiply_add(pairs);
    }
  }
  const auto store = [&](std::uint8_t* to, const I16(&sums)[kRegisters]) {
    for (std::size_t r = 0; r < kRegisters; r += 2) {
      store_batch(to + at + r * kBytes / 2, narrow_in_order(sums[r] >> job.shift, sums[r + 1] >> job.shift));
    }
  };
  store(job.first, first);
  store(job.second, second);
}

inline void convolve_pairs_narrow_simd(const PairConvolution& job) {
  constexpr std::size_t kRegisters = 4;
  constexpr std::size_t kStep = kRegisters * kBytes / 2;
  if (job.samples < kStep) return convolve_pairs_ref(job);
  for_blocks<kStep>(job.samples, [&](std::size_t at) {
    for (std::size_t line = at; line < at + kStep; line += kCacheLine) {
      prefetch(job.upcoming[0] + line);
      prefetch(job.upcoming[1] + line);
    }
    convolve_narrow_block<kRegisters>(job, at);
  });
}

inline U8 alpha_mask(PixelFormat format) noexcept {
  switch (format) {
    case PixelFormat::gray_alpha8: return U8(U16(std::uint16_t{0xff00}).data);
    case PixelFormat::rgba8: return U8(U32(0xff000000U).data);
    case PixelFormat::gray_alpha16: return U8(U32(0xffff0000U).data);
    default: break;
  }
  constexpr std::uint16_t kLastOfFour[4] = {0, 0, 0, 0xffff};
  return U8(broadcast_four_words(kLastOfFour).data);
}

inline void copy_alpha_simd(const std::uint8_t* source, PixelFormat format, std::size_t bytes,
                            std::uint8_t* destination) {
  const U8 alpha = alpha_mask(format);
  const U8 colours = ~alpha;
  std::size_t i = 0;
  for (; i + kBytes <= bytes; i += kBytes) {
    store_batch(destination + i, (load_batch<U8>(source + i) & alpha) | (load_batch<U8>(destination + i) & colours));
  }
  copy_alpha_rest_ref(source, format, i, bytes, destination);
}

}  // namespace
}  // namespace tbbimg
