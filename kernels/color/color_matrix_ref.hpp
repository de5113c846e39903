// The specification of mix_colors.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/color/table.hpp"

namespace tbbimg {
namespace {

inline void mix_pixels_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                           const ColorMix& mix, std::size_t channels) {
  for (std::size_t x = 0; x < pixels; ++x, source += channels, destination += channels) {
    const int pixel[4] = {source[0], source[1], source[2], channels == 4 ? source[3] : 0};
    for (std::size_t c = 0; c < channels; ++c) {
      int sum = mix.offsets[c] + (1 << (kMixBits - 1));
      for (std::size_t i = 0; i < channels; ++i) sum += mix.weights[c][i] * pixel[i];
      const int value = sum >> kMixBits;
      destination[c] = static_cast<std::uint8_t>(value < 0 ? 0 : value > 255 ? 255 : value);
    }
  }
}

inline void mix_rgb_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                        const ColorMix& mix) {
  mix_pixels_ref(source, destination, pixels, mix, 3);
}

inline void mix_rgba_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                         const ColorMix& mix) {
  mix_pixels_ref(source, destination, pixels, mix, 4);
}

}  // namespace
}  // namespace tbbimg
