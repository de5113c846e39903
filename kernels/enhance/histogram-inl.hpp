// Counting, which no register helps with: neighbours go to different copies. histogram_ref.hpp is the specification.
#pragma once

#include "kernels/enhance/histogram_ref.hpp"
#include "kernels/enhance/table.hpp"

namespace tbbimg {
namespace {

template <std::size_t kChannels>
inline void count_channels(const std::uint8_t* source, std::size_t pixels, std::uint32_t* bins) {
  constexpr bool kHasAlpha = kChannels % 2 == 0;
  std::size_t x = 0;
  for (; x + kHistogramCopies <= pixels; x += kHistogramCopies) {
    for (std::size_t copy = 0; copy < kHistogramCopies; ++copy) {
      const std::uint8_t* const pixel = source + (x + copy) * kChannels;
      // Added even if it is 0: a branch would be mispredicted at every edge of what is visible.
      const std::uint32_t times = kHasAlpha && pixel[kChannels - 1] == 0 ? 0 : 1;
      for (std::size_t c = 0; c < kChannels; ++c) bins[(copy * 4 + c) * 256 + pixel[c]] += times;
    }
  }
  count_values_ref(source + x * kChannels, pixels - x, kChannels, bins);
}

inline void count_values_simd(const std::uint8_t* source, std::size_t pixels, std::size_t channels,
                              std::uint32_t* bins) {
  switch (channels) {
    case 1: return count_channels<1>(source, pixels, bins);
    case 2: return count_channels<2>(source, pixels, bins);
    case 3: return count_channels<3>(source, pixels, bins);
    default: return count_channels<4>(source, pixels, bins);
  }
}

}  // namespace
}  // namespace tbbimg
