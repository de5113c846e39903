// The specification of the vertical pass over samples of 16 bits that have no alpha and stay encoded: to float rows, as
// float_rows_ref.hpp takes them from there. Bits are equal on all levels for the same reason.
#pragma once

#include "kernels/resize/table.hpp"

namespace tbbimg {
namespace {

// One float of the result: long sums are made of sums of kWordRowsPerSum rows.
inline float word_sum_ref(const WordVerticalPass& pass, int y, std::size_t sample) {
  const std::uint8_t* const* rows = pass.rows + pass.starts[y];
  const float* weights = pass.weights + static_cast<std::size_t>(y) * static_cast<std::size_t>(pass.taps);
  float sum = 0.0F;
  for (int begin = 0; begin < pass.taps; begin += kWordRowsPerSum) {
    const int end = begin + kWordRowsPerSum < pass.taps ? begin + kWordRowsPerSum : pass.taps;
    float part = 0.0F;
    for (int k = begin; k < end; ++k) {
      std::uint16_t value = 0;
      __builtin_memcpy(&value, rows[k] + pass.offset + 2 * sample, sizeof(value));
      part += weights[k] * static_cast<float>(value);
    }
    sum = begin == 0 ? part : sum + part;
  }
  return sum;
}

inline void word_vertical_ref(const WordVerticalPass& pass) {
  const auto channels = static_cast<std::size_t>(pass.channels);
  const std::size_t floats = channels == 3 ? 4 : channels;
  for (int y = 0; y < pass.height; ++y) {
    float* to = pass.destination + static_cast<std::size_t>(y) * pass.destination_stride;
    for (std::size_t x = 0; x < pass.width; ++x, to += floats) {
      for (std::size_t c = 0; c < channels; ++c) to[c] = word_sum_ref(pass, y, x * channels + c);
      if (channels == 3) to[3] = 0.0F;
    }
  }
}

}  // namespace
}  // namespace tbbimg
