// The specification of the median filters.
#pragma once

#include "kernels/convolve/table.hpp"

namespace tbbimg {
namespace {

template <class Sample>
inline void swap_if_greater_ref(Sample& a, Sample& b) {
  const Sample smaller = a < b ? a : b;
  b = a < b ? b : a;
  a = smaller;
}

template <class Sample>
inline void sort_columns_of_5_samples_ref(const std::uint8_t* const* rows, std::size_t bytes,
                                          std::uint8_t* const* sorted) {
  for (std::size_t i = 0; i < bytes; i += sizeof(Sample)) {
    Sample values[5];
    for (std::size_t k = 0; k < 5; ++k) __builtin_memcpy(&values[k], rows[k] + i, sizeof(Sample));
    for (std::size_t end = 4; end > 0; --end) {
      for (std::size_t k = 0; k < end; ++k) swap_if_greater_ref(values[k], values[k + 1]);
    }
    for (std::size_t k = 0; k < 5; ++k) __builtin_memcpy(sorted[k] + i, &values[k], sizeof(Sample));
  }
}

inline constexpr auto* sort_columns_of_5_ref = sort_columns_of_5_samples_ref<std::uint8_t>;
inline constexpr auto* sort_columns_of_5_words_ref = sort_columns_of_5_samples_ref<std::uint16_t>;

// Brings the smaller half of a window in order, up to the middle. Whether columns were sorted makes no difference.
template <std::size_t kSide, class Sample>
inline void median_ref(const std::uint8_t* const* rows, int pixel_bytes, std::size_t bytes, std::uint8_t* destination) {
  constexpr std::size_t kCount = kSide * kSide;
  for (std::ptrdiff_t i = 0; i < static_cast<std::ptrdiff_t>(bytes); i += std::ptrdiff_t{sizeof(Sample)}) {
    Sample values[kCount];
    for (std::size_t k = 0; k < kCount; ++k) {
      const auto column = static_cast<std::ptrdiff_t>(k % kSide) - static_cast<std::ptrdiff_t>(kSide / 2);
      __builtin_memcpy(&values[k], rows[k / kSide] + i + column * pixel_bytes, sizeof(Sample));
    }
    for (std::size_t first = 0; first <= kCount / 2; ++first) {
      for (std::size_t k = first + 1; k < kCount; ++k) swap_if_greater_ref(values[first], values[k]);
    }
    __builtin_memcpy(destination + i, &values[kCount / 2], sizeof(Sample));
  }
}

inline constexpr auto* median_3x3_ref = median_ref<3, std::uint8_t>;
inline constexpr auto* median_5x5_ref = median_ref<5, std::uint8_t>;
inline constexpr auto* median_3x3_of_words_ref = median_ref<3, std::uint16_t>;
inline constexpr auto* median_5x5_of_words_ref = median_ref<5, std::uint16_t>;

}  // namespace
}  // namespace tbbimg
