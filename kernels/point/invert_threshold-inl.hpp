// invert and threshold on one level's registers; invert_threshold_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/point/invert_threshold_ref.hpp"

namespace tbbimg {
namespace {

inline void invert_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t bytes,
                        const std::uint8_t* colours) {
  const U8 flipped = broadcast_four_bytes(colours);
  std::size_t i = 0;
  for (; i + kBytes <= bytes; i += kBytes) store_batch(destination + i, load_batch<U8>(source + i) ^ flipped);
  invert_ref(source + i, destination + i, bytes - i, colours);
}

inline void threshold_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t bytes,
                           std::uint8_t lowest, const std::uint8_t* colours) {
  const U8 changed = broadcast_four_bytes(colours);
  const U8 highest_black(static_cast<std::uint8_t>(lowest - 1));
  const U8 zero(std::uint8_t{0});
  const U8 one(std::uint8_t{1});
  std::size_t i = 0;
  for (; i + kBytes <= bytes; i += kBytes) {
    const U8 values = load_batch<U8>(source + i);
    const U8 reached = zero - xsimd::min(xsimd::ssub(values, highest_black), one);
    store_batch(destination + i, choose(changed, reached, values));
  }
  threshold_ref(source + i, destination + i, bytes - i, lowest, colours);
}

}  // namespace
}  // namespace tbbimg
