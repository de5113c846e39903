// The specification of CLAHE's interpolation: see kernels/enhance/clahe.hpp.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/enhance/table.hpp"

namespace tbbimg {
namespace {

inline void clahe_pairs_ref(const std::uint16_t* const* tables, int weight_above, int weight_below,
                            std::uint32_t* pairs) {
  constexpr std::uint32_t kHalf = 1U << (kClaheWeightBits - 1);
  const auto above = static_cast<std::uint32_t>(weight_above);
  const auto below = static_cast<std::uint32_t>(weight_below);
  for (std::size_t value = 0; value < 256; ++value) {
    const std::uint32_t left = (tables[0][value] * above + tables[2][value] * below + kHalf) >> kClaheWeightBits;
    const std::uint32_t right = (tables[1][value] * above + tables[3][value] * below + kHalf) >> kClaheWeightBits;
    pairs[value] = left | right << 16;
  }
}

// Pixels [first, span.pixels).
inline void clahe_span_rest_ref(const ClaheSpan& span, std::size_t first) {
  constexpr int kShift = kClaheWeightBits + kClaheFractionBits;
  for (std::size_t x = first; x < span.pixels; ++x) {
    const std::uint32_t pair = span.pairs[span.source[x]];
    const int sum = static_cast<int>(pair & 0xffff) * span.weights[2 * x] +
                    static_cast<int>(pair >> 16) * span.weights[2 * x + 1] + (1 << (kShift - 1));
    span.destination[x] = static_cast<std::uint8_t>(sum >> kShift);
  }
}

inline void clahe_span_ref(const ClaheSpan& span) { clahe_span_rest_ref(span, 0); }

}  // namespace
}  // namespace tbbimg
