// Convolution with any taps on one level's registers; signed_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/convolve/blocks-inl.hpp"
#include "kernels/convolve/signed_ref.hpp"

namespace tbbimg {
namespace {

// kBytes samples: taps are taken in pairs, whose samples lie a pixel apart. Inlined into the loop over blocks, gcc 12
// spills a sum.
[[gnu::noinline]] void signed_block(const SignedPass& pass, std::size_t at) {
  I32 sums[4];
  for (I32& sum : sums) sum = I32(1 << (pass.shift - 1));
  const std::ptrdiff_t channels = pass.channels;
  const std::int16_t* source = pass.source + at;
  for (int k = 0; k < pass.taps; k += 2) {
    const I16 weights = broadcast_pair(pass.weights + k);
    for (std::size_t r = 0; r < 2; ++r) {
      const I16 first = load_batch<I16>(source + r * I16::size);
      const I16 second = load_batch<I16>(source + channels + r * I16::size);
      sums[2 * r] += multiply_add_pairs(interleave_low(first, second), weights);
      sums[2 * r + 1] += multiply_add_pairs(interleave_high(first, second), weights);
    }
    source += 2 * channels;
  }
  const I16 low = narrow(sums[0] >> pass.shift, sums[1] >> pass.shift);
  store_batch(pass.destination + at, narrow_in_order(low, narrow(sums[2] >> pass.shift, sums[3] >> pass.shift)));
}

inline void signed_horizontal_simd(const SignedPass& pass) {
  if (pass.samples < kBytes) return signed_horizontal_ref(pass);
  for_blocks<kBytes>(pass.samples, [&](std::size_t at) {
    prefetch_for_writing(pass.destination + at + kWriteAhead);
    signed_block(pass, at);
  });
}

}  // namespace
}  // namespace tbbimg
