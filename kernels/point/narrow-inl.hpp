// narrow on one level's registers; narrow_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/point/narrow_ref.hpp"

namespace tbbimg {
namespace {

// For all 65,536 samples, (t - t / 256) / 256 is the nearest to sample / 257, with t = sample + 128 clamped to 16 bits.
inline U16 nearest_byte(const std::uint8_t* samples) noexcept {
  const U16 raised = xsimd::sadd(U16(load_batch<U8>(samples).data), U16(std::uint16_t{128}));
  return (raised - (raised >> 8)) >> 8;
}

inline void narrow_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t samples) {
  std::size_t i = 0;
  for (; i + kBytes <= samples; i += kBytes) {
    const U16 low = nearest_byte(source + 2 * i);
    const U16 high = nearest_byte(source + 2 * i + kBytes);
    store_batch(destination + i, narrow_in_order(as_signed(low), as_signed(high)));
  }
  narrow_ref(source + 2 * i, destination + i, samples - i);
}

}  // namespace
}  // namespace tbbimg
