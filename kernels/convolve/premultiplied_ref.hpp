// The specification of convolution with alpha: in single precision, four values per pixel, colours premultiplied by
// alpha. Resampling has its own: float_rows_ref.hpp.
//
// Bits are equal on all levels because every output is the same sequence of multiplications and additions, and each of
// those is rounded as IEEE 754 says. Fused multiply-add would break that.
#pragma once

#include "kernels/convolve/table.hpp"

namespace tbbimg {
namespace {

// Long sums are made of short ones, or rounding errors of one sign would add up: 65,535 taps stay below 1e-4 of the
// sum.
inline constexpr int kTapGroup = 64;

struct PremultipliedPixel {
  float values[4];
};

// Colours 0..65025 with alpha 0..255; without alpha, colours 0..255 and alpha 1.
inline PremultipliedPixel load_premultiplied_ref(const std::uint8_t* pixel, PixelFormat format) {
  switch (format) {
    case PixelFormat::gray8: return {{static_cast<float>(pixel[0]), 0, 0, 1}};
    case PixelFormat::gray_alpha8:
      return {{static_cast<float>(pixel[0] * pixel[1]), 0, 0, static_cast<float>(pixel[1])}};
    case PixelFormat::rgb8:
      return {{static_cast<float>(pixel[0]), static_cast<float>(pixel[1]), static_cast<float>(pixel[2]), 1}};
    default:
      return {{static_cast<float>(pixel[0] * pixel[3]), static_cast<float>(pixel[1] * pixel[3]),
               static_cast<float>(pixel[2] * pixel[3]), static_cast<float>(pixel[3])}};
  }
}

inline float clamp_to_byte_ref(float value) { return value > 0.0F ? (value < 255.0F ? value : 255.0F) : 0.0F; }

inline std::uint8_t round_ref(float value) { return static_cast<std::uint8_t>(clamp_to_byte_ref(value) + 0.5F); }

// The divisor is alpha before clamping: where a filter overshoots, it does so in colour and alpha alike. Colour without
// alpha has no meaning, and is given as 0.
inline void store_straight_ref(const PremultipliedPixel& pixel, PixelFormat format, std::uint8_t* destination) {
  const std::uint8_t alpha = round_ref(pixel.values[3]);
  const auto straight = [&](int c) {
    return alpha == 0 ? std::uint8_t{0} : round_ref(pixel.values[c] / pixel.values[3]);
  };
  switch (format) {
    case PixelFormat::gray8: destination[0] = round_ref(pixel.values[0]); break;
    case PixelFormat::gray_alpha8:
      destination[0] = straight(0);
      destination[1] = alpha;
      break;
    case PixelFormat::rgb8:
      for (int c = 0; c < 3; ++c) destination[c] = round_ref(pixel.values[c]);
      break;
    default:
      for (int c = 0; c < 3; ++c) destination[c] = straight(c);
      destination[3] = alpha;
  }
}

// Without bytes_per_pixel(), whose inline definition could be emitted as a weak symbol.
inline std::ptrdiff_t premultiplied_pixel_bytes(PixelFormat format) {
  return static_cast<std::ptrdiff_t>(format) % 4 + 1;
}

// Pixels [first, width).
inline void premultiplied_vertical_rest_ref(const PremultipliedVerticalPass& pass, std::size_t first) {
  const std::ptrdiff_t bytes = premultiplied_pixel_bytes(pass.format);
  for (std::size_t x = first; x < pass.width; ++x) {
    PremultipliedPixel sum = {};
    for (int begin = 0; begin < pass.taps; begin += kTapGroup) {
      const int end = begin + kTapGroup < pass.taps ? begin + kTapGroup : pass.taps;
      PremultipliedPixel part = {};
      for (int k = begin; k < end; ++k) {
        const PremultipliedPixel pixel =
            load_premultiplied_ref(pass.rows[k] + static_cast<std::ptrdiff_t>(x) * bytes, pass.format);
        for (int c = 0; c < 4; ++c) part.values[c] += pass.weights[k] * pixel.values[c];
      }
      for (int c = 0; c < 4; ++c) sum.values[c] += part.values[c];
    }
    for (std::size_t c = 0; c < 4; ++c) pass.destination[4 * x + c] = sum.values[c];
  }
}

inline void premultiplied_vertical_ref(const PremultipliedVerticalPass& pass) {
  premultiplied_vertical_rest_ref(pass, 0);
}

// Output pixels [first, width).
inline void premultiplied_horizontal_rest_ref(const PremultipliedHorizontalPass& pass, std::size_t first) {
  const std::ptrdiff_t bytes = premultiplied_pixel_bytes(pass.format);
  for (std::size_t x = first; x < pass.width; ++x) {
    const float* weights = pass.weights + x * pass.weights_stride;
    const float* source = pass.source + std::ptrdiff_t{pass.starts[x]} * 4;
    PremultipliedPixel sum = {};
    for (int begin = 0; begin < pass.taps; begin += kTapGroup) {
      const int end = begin + kTapGroup < pass.taps ? begin + kTapGroup : pass.taps;
      PremultipliedPixel part = {};
      for (int k = begin; k < end; ++k) {
        for (int c = 0; c < 4; ++c) part.values[c] += weights[k] * source[4 * k + c];
      }
      for (int c = 0; c < 4; ++c) sum.values[c] += part.values[c];
    }
    store_straight_ref(sum, pass.format, pass.destination + static_cast<std::ptrdiff_t>(x) * bytes);
  }
}

inline void premultiplied_horizontal_ref(const PremultipliedHorizontalPass& pass) {
  premultiplied_horizontal_rest_ref(pass, 0);
}

}  // namespace
}  // namespace tbbimg
