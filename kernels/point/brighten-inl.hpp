// brighten on one level's registers; brighten_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/point/brighten_ref.hpp"

namespace tbbimg {
namespace {

inline void brighten_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t bytes,
                          const std::uint8_t* add, const std::uint8_t* subtract) {
  const U8 added = broadcast_four_bytes(add);
  const U8 subtracted = broadcast_four_bytes(subtract);
  std::size_t i = 0;
  for (; i + kBytes <= bytes; i += kBytes) {
    store_batch(destination + i, xsimd::ssub(xsimd::sadd(load_batch<U8>(source + i), added), subtracted));
  }
  brighten_ref(source + i, destination + i, bytes - i, add, subtract);
}

}  // namespace
}  // namespace tbbimg
