// The specification of resampling in fixed point, for formats without alpha.
#pragma once

#include "kernels/resize/table.hpp"

namespace tbbimg {
namespace {

inline std::int32_t clamp_ref(std::int32_t value, std::int32_t lowest, std::int32_t highest) {
  return value < lowest ? lowest : value > highest ? highest : value;
}

// Elements [first, width) of output row y.
inline void resize_vertical_row_ref(const VerticalPass& pass, int y, std::size_t first) {
  constexpr int kShift = kWeightBits - kResizeFractionBits;
  const std::int16_t* weights = pass.weights + static_cast<std::size_t>(y) * pass.weights_stride;
  for (std::size_t i = first; i < pass.width; ++i) {
    std::int32_t sum = 1 << (kShift - 1);
    for (int k = 0; k < pass.taps; ++k) sum += weights[k] * pass.rows[pass.starts[y] + k][i];
    pass.destination[static_cast<std::size_t>(y) * pass.destination_stride + i] =
        static_cast<std::int16_t>(clamp_ref(sum >> kShift, -32768, 32767));
  }
}

inline void vertical_ref(const VerticalPass& pass) {
  for (int y = 0; y < pass.height; ++y) resize_vertical_row_ref(pass, y, 0);
}

// Output pixels [first_x, width) of one row.
inline void resize_horizontal_row_ref(const HorizontalPass& pass, int y, int first_x) {
  constexpr int kShift = kWeightBits + kResizeFractionBits;
  const std::int16_t* source = pass.source + static_cast<std::size_t>(y) * pass.source_stride;
  std::uint8_t* destination = pass.destination + y * pass.destination_stride;
  for (std::ptrdiff_t x = first_x; x < pass.width; ++x) {
    const std::int16_t* weights = pass.weights + static_cast<std::size_t>(x) * pass.weights_stride;
    for (int c = 0; c < pass.channels; ++c) {
      std::int32_t sum = 1 << (kShift - 1);
      for (std::ptrdiff_t k = 0; k < pass.taps; ++k) {
        sum += weights[k] * source[(pass.starts[x] + k) * pass.channels + c];
      }
      destination[x * pass.channels + c] = static_cast<std::uint8_t>(clamp_ref(sum >> kShift, 0, 255));
    }
  }
}

inline void horizontal_ref(const HorizontalPass& pass) {
  for (int y = 0; y < pass.height; ++y) resize_horizontal_row_ref(pass, y, 0);
}

inline int padded_taps_ref(int /*channels*/, int taps) { return taps; }

}  // namespace
}  // namespace tbbimg
