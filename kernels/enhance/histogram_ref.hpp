// The specification of counting: see EnhanceTable::count_values.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tbbimg {
namespace {

inline void count_values_ref(const std::uint8_t* source, std::size_t pixels, std::size_t channels,
                             std::uint32_t* bins) {
  const bool has_alpha = channels % 2 == 0;
  for (std::size_t x = 0; x < pixels; ++x, source += channels) {
    if (has_alpha && source[channels - 1] == 0) continue;
    for (std::size_t c = 0; c < channels; ++c) ++bins[c * 256 + source[c]];
  }
}

}  // namespace
}  // namespace tbbimg
