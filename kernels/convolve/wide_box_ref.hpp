// The specification of boxes of a large radius, and of all boxes with alpha.
//
// Sums along columns and along rows are 32-bit integers, and exact. Between them stand means with as many fraction bits
// as let the sum along rows stay below 2^31. Divisions are products in single precision, below 2^23, or of a result
// that becomes 8 bits, or 16.
#pragma once

#include "kernels/convolve/table.hpp"

namespace tbbimg {
namespace {

inline std::int32_t wide_mean_ref(std::int32_t sum, float scale) {
  return static_cast<std::int32_t>(static_cast<float>(sum) * scale + 0.5F);
}

inline void wide_box_vertical_rest_ref(const WideBoxColumns<std::uint8_t>& columns, std::size_t begin) {
  for (std::size_t i = begin; i < columns.samples; ++i) {
    columns.sums[i] += columns.entering[i] - columns.leaving[i];
    columns.means[i] = wide_mean_ref(columns.sums[i], columns.scale);
  }
}

inline void wide_box_vertical_rest_ref(const WideBoxColumns<float>& columns, std::size_t begin) {
  for (std::size_t i = begin; i < columns.samples; ++i) {
    const float weight = columns.weights[i % 4];
    columns.sums[i] += static_cast<std::int32_t>(columns.entering[i] * weight) -
                       static_cast<std::int32_t>(columns.leaving[i] * weight);
    columns.means[i] = wide_mean_ref(columns.sums[i], columns.scale);
  }
}

inline void wide_box_vertical_of_bytes_ref(const WideBoxColumns<std::uint8_t>& columns) {
  wide_box_vertical_rest_ref(columns, 0);
}
inline void wide_box_vertical_of_floats_ref(const WideBoxColumns<float>& columns) {
  wide_box_vertical_rest_ref(columns, 0);
}

inline std::int32_t wide_box_word_ref(const std::uint8_t* row, std::size_t i) {
  std::uint16_t value = 0;
  __builtin_memcpy(&value, row + 2 * i, sizeof(value));
  return value;
}

inline void wide_box_words_vertical_rest_ref(const WideBoxColumns<std::uint8_t>& columns, std::size_t begin) {
  for (std::size_t i = begin; i < columns.samples; ++i) {
    columns.sums[i] += wide_box_word_ref(columns.entering, i) - wide_box_word_ref(columns.leaving, i);
    columns.means[i] = wide_mean_ref(columns.sums[i], columns.scale);
  }
}
inline void wide_box_vertical_of_words_ref(const WideBoxColumns<std::uint8_t>& columns) {
  wide_box_words_vertical_rest_ref(columns, 0);
}

// The sum of the window before the first pixel's.
inline std::int32_t wide_box_first_sum(const WideBoxRow& row, std::ptrdiff_t channel) {
  std::int32_t sum = 0;
  for (std::ptrdiff_t k = -row.radius - 1; k < row.radius; ++k) sum += row.means[k * row.channels + channel];
  return sum;
}

// A window that slides, so that this level too takes as long for any radius: integers are the same in any order.
inline void wide_box_sums_ref(const WideBoxRow& row) {
  const std::ptrdiff_t ahead = std::ptrdiff_t{row.radius} * row.channels;
  const std::ptrdiff_t behind = ahead + row.channels;
  for (std::ptrdiff_t c = 0; c < row.channels; ++c) {
    std::int32_t sum = wide_box_first_sum(row, c);
    for (std::ptrdiff_t i = c; i < static_cast<std::ptrdiff_t>(row.samples); i += row.channels) {
      sum += row.means[i + ahead] - row.means[i - behind];
      row.sums[i] = sum;
    }
  }
}

// The means of row.sums, which the caller has filled, from element `begin` on.
inline void wide_box_bytes_rest_ref(const WideBoxRow& row, std::size_t begin, std::uint8_t* destination) {
  for (std::size_t i = begin; i < row.samples; ++i) {
    destination[i] = static_cast<std::uint8_t>(wide_mean_ref(row.sums[i], row.scales[0]));
  }
}

inline void wide_box_bytes_ref(const WideBoxRow& row, std::uint8_t* destination) {
  wide_box_sums_ref(row);
  wide_box_bytes_rest_ref(row, 0, destination);
}

inline void wide_box_words_rest_ref(const WideBoxRow& row, std::size_t begin, std::uint8_t* destination) {
  for (std::size_t i = begin; i < row.samples; ++i) {
    const auto mean = static_cast<std::uint16_t>(wide_mean_ref(row.sums[i], row.scales[0]));
    __builtin_memcpy(destination + 2 * i, &mean, sizeof(mean));
  }
}

inline void wide_box_words_ref(const WideBoxRow& row, std::uint8_t* destination) {
  wide_box_sums_ref(row);
  wide_box_words_rest_ref(row, 0, destination);
}

inline void wide_box_floats_ref(const WideBoxRow& row, float* destination) {
  wide_box_sums_ref(row);
  for (std::size_t i = 0; i < row.samples; ++i) {
    destination[i] = static_cast<float>(row.sums[i]) * row.scales[i % 4];
  }
}

}  // namespace
}  // namespace tbbimg
