// The specification of counting: see EnhanceTable::count_values.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tbbimg {
namespace {

inline void count_values_ref(const std::uint8_t* source, std::size_t pixels, std::size_t channels,
                             std::uint32_t* bins) {
  for (std::size_t i = 0; i < pixels * channels; ++i) ++bins[i % channels * 256 + source[i]];
}

}  // namespace
}  // namespace tbbimg
