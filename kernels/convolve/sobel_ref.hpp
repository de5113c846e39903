// The specification of the Sobel operator.
#pragma once

#include <cmath>

#include "kernels/convolve/table.hpp"

namespace tbbimg {
namespace {

inline void sobel_vertical_ref(const std::uint8_t* const* rows, std::size_t bytes, std::int16_t* smooth,
                               std::int16_t* slope) {
  for (std::size_t i = 0; i < bytes; ++i) {
    smooth[i] = static_cast<std::int16_t>(rows[0][i] + 2 * rows[1][i] + rows[2][i]);
    slope[i] = static_cast<std::int16_t>(rows[2][i] - rows[0][i]);
  }
}

inline int clamped_absolute_ref(int value) {
  const int absolute = value < 0 ? -value : value;
  return absolute < 255 ? absolute : 255;
}
inline int sobel_x_at_ref(const std::int16_t* smooth, int channels) {
  return clamped_absolute_ref(smooth[channels] - smooth[-channels]);
}
inline int sobel_y_at_ref(const std::int16_t* slope, int channels) {
  return clamped_absolute_ref(slope[-channels] + 2 * slope[0] + slope[channels]);
}

// Of clamped derivatives: if one is 255, so is the result. A sum of squares is exact in single precision, and its root
// never so near to a half that rounding could go wrong.
inline std::uint8_t sobel_magnitude_of_ref(int x, int y) {
  const float root = std::sqrt(static_cast<float>(x * x + y * y)) + 0.5F;
  return static_cast<std::uint8_t>(root < 255.0F ? root : 255.0F);
}

inline void sobel_x_ref(const std::int16_t* smooth, const std::int16_t* /*slope*/, int channels, std::size_t bytes,
                        std::uint8_t* destination) {
  for (std::size_t i = 0; i < bytes; ++i) {
    destination[i] = static_cast<std::uint8_t>(sobel_x_at_ref(smooth + i, channels));
  }
}
inline void sobel_y_ref(const std::int16_t* /*smooth*/, const std::int16_t* slope, int channels, std::size_t bytes,
                        std::uint8_t* destination) {
  for (std::size_t i = 0; i < bytes; ++i) {
    destination[i] = static_cast<std::uint8_t>(sobel_y_at_ref(slope + i, channels));
  }
}
inline void sobel_magnitude_ref(const std::int16_t* smooth, const std::int16_t* slope, int channels, std::size_t bytes,
                                std::uint8_t* destination) {
  for (std::size_t i = 0; i < bytes; ++i) {
    destination[i] = sobel_magnitude_of_ref(sobel_x_at_ref(smooth + i, channels), sobel_y_at_ref(slope + i, channels));
  }
}

}  // namespace
}  // namespace tbbimg
