// The specification of the median filters.
#pragma once

#include "kernels/convolve/table.hpp"

namespace tbbimg {
namespace {

inline void swap_if_greater_ref(std::uint8_t& a, std::uint8_t& b) {
  const std::uint8_t smaller = a < b ? a : b;
  b = a < b ? b : a;
  a = smaller;
}

inline void sort_columns_of_5_ref(const std::uint8_t* const* rows, std::size_t bytes, std::uint8_t* const* sorted) {
  for (std::size_t i = 0; i < bytes; ++i) {
    std::uint8_t values[5];
    for (std::size_t k = 0; k < 5; ++k) values[k] = rows[k][i];
    for (std::size_t end = 4; end > 0; --end) {
      for (std::size_t k = 0; k < end; ++k) swap_if_greater_ref(values[k], values[k + 1]);
    }
    for (std::size_t k = 0; k < 5; ++k) sorted[k][i] = values[k];
  }
}

// Brings the smaller half of a window in order, up to the middle. Whether columns were sorted makes no difference.
template <std::size_t kSide>
inline void median_ref(const std::uint8_t* const* rows, int channels, std::size_t bytes, std::uint8_t* destination) {
  constexpr std::size_t kCount = kSide * kSide;
  for (std::ptrdiff_t i = 0; i < static_cast<std::ptrdiff_t>(bytes); ++i) {
    std::uint8_t values[kCount];
    for (std::size_t k = 0; k < kCount; ++k) {
      const auto column = static_cast<std::ptrdiff_t>(k % kSide) - static_cast<std::ptrdiff_t>(kSide / 2);
      values[k] = rows[k / kSide][i + column * channels];
    }
    for (std::size_t first = 0; first <= kCount / 2; ++first) {
      for (std::size_t k = first + 1; k < kCount; ++k) swap_if_greater_ref(values[first], values[k]);
    }
    destination[i] = values[kCount / 2];
  }
}

inline constexpr auto* median_3x3_ref = median_ref<3>;
inline constexpr auto* median_5x5_ref = median_ref<5>;

}  // namespace
}  // namespace tbbimg
