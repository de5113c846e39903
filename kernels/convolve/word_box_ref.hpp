// The specification of boxes over samples of 16 bits with alpha.
//
// Premultiplied colours have 32 bits. Their sums along columns are whole numbers below 2^45, which double precision
// holds exactly; so are the sums along rows of windows of up to 2^21 pixels, and of larger ones what rounding leaves is
// the same on all levels, for it depends on one row alone.
#pragma once

#include "kernels/convolve/table.hpp"

namespace tbbimg {
namespace {

template <std::size_t kChannels>
struct BoxedWords {
  std::uint16_t values[kChannels];
};

template <std::size_t kChannels>
inline BoxedWords<kChannels> boxed_words_at(const std::uint8_t* row, std::size_t pixel) {
  BoxedWords<kChannels> words;
  __builtin_memcpy(&words, row + sizeof(words) * pixel, sizeof(words));
  return words;
}

template <std::size_t kChannels>
inline void word_box_columns_of_ref(const WordBoxColumns& columns) {
  double* sums = columns.sums;
  for (std::size_t x = 0; x < columns.pixels; ++x, sums += kChannels) {
    const auto [entering] = boxed_words_at<kChannels>(columns.entering, x);
    const auto [leaving] = boxed_words_at<kChannels>(columns.leaving, x);
    const auto entering_alpha = static_cast<double>(entering[kChannels - 1]);
    const auto leaving_alpha = static_cast<double>(leaving[kChannels - 1]);
    for (std::size_t c = 0; c + 1 < kChannels; ++c) {
      sums[c] += static_cast<double>(entering[c]) * entering_alpha - static_cast<double>(leaving[c]) * leaving_alpha;
    }
    sums[kChannels - 1] += entering_alpha - leaving_alpha;
  }
}

inline void word_box_columns_ref(const WordBoxColumns& columns) {
  if (columns.channels == 2) return word_box_columns_of_ref<2>(columns);
  word_box_columns_of_ref<4>(columns);
}

template <int kChannels>
inline void word_box_row_of_ref(const WordBoxRow& row) {
  double sums[static_cast<std::size_t>(kChannels)] = {};
  const std::ptrdiff_t radius = row.radius;
  for (std::ptrdiff_t x = -radius - 1; x < radius; ++x) {
    for (int c = 0; c < kChannels; ++c) sums[c] += row.sums[x * kChannels + c];
  }
  const double* ahead = row.sums + radius * kChannels;
  const double* behind = row.sums - (radius + 1) * kChannels;
  float* to = row.destination;
  for (std::size_t x = 0; x < row.pixels; ++x) {
    for (int c = 0; c < kChannels; ++c) {
      sums[c] += ahead[c] - behind[c];
      to[c] = static_cast<float>(sums[c] * row.scale);
    }
    ahead += kChannels;
    behind += kChannels;
    to += kChannels;
  }
}

inline void word_box_row_ref(const WordBoxRow& row) {
  if (row.channels == 2) return word_box_row_of_ref<2>(row);
  word_box_row_of_ref<4>(row);
}

}  // namespace
}  // namespace tbbimg
