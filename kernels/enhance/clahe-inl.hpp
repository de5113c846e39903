// CLAHE's interpolation on one level's registers; clahe_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/enhance/clahe_ref.hpp"

namespace tbbimg {
namespace {

// What the tables above and below make of I16::size values.
inline U16 between(const std::uint16_t* above, const std::uint16_t* below, I16 weights) noexcept {
  const U8 first(load_batch<U16>(above).data);
  const U8 second(load_batch<U16>(below).data);
  const I32 half(1 << (kClaheWeightBits - 1));
  const auto mix = [&](U8 pairs) { return (multiply_add_pairs(I16(pairs.data), weights) + half) >> kClaheWeightBits; };
  return U16(narrow(mix(interleave_low_16(first, second)), mix(interleave_high_16(first, second))).data);
}

inline void clahe_pairs_simd(const std::uint16_t* const* tables, int weight_above, int weight_below,
                             std::uint32_t* pairs) {
  const I16 weights(I32(weight_below << 16 | weight_above).data);
  for (std::size_t value = 0; value < 256; value += U16::size) {
    const U8 left(between(tables[0] + value, tables[2] + value, weights).data);
    const U8 right(between(tables[1] + value, tables[3] + value, weights).data);
    store_in_order(pairs + value, U32(interleave_low_16(left, right).data), U32(interleave_high_16(left, right).data));
  }
}

inline void clahe_span_simd(const ClaheSpan& span) {
  constexpr int kShift = kClaheWeightBits + kClaheFractionBits;
  const I32 half(1 << (kShift - 1));
  std::size_t x = 0;
  for (; x + kBytes <= span.pixels; x += kBytes) {
    I32 values[4];
    for (std::size_t part = 0; part < 4; ++part) {
      alignas(64) std::uint32_t found[I32::size];
      const std::size_t first = x + part * I32::size;
      for (std::size_t i = 0; i < I32::size; ++i) found[i] = span.pairs[span.source[first + i]];
      const I16 pairs(U32::load_aligned(found).data);
      values[part] = (multiply_add_pairs(pairs, load_batch<I16>(span.weights + 2 * first)) + half) >> kShift;
    }
    store_batch(span.destination + x, narrow_in_order(values[0], values[1], values[2], values[3]));
  }
  clahe_span_rest_ref(span, x);
}

}  // namespace
}  // namespace tbbimg
