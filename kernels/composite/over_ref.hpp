// The specification of over, for opaque backgrounds in 16-bit fixed point, for others in single precision.
#pragma once

#include "kernels/composite/table.hpp"

namespace tbbimg {
namespace {

/// A weight of 1 is (1 << kOverWeightBits) - 1, which still fits into 16 bits with a sign: of a difference of 255 it
/// keeps 255 - 1/128, which rounds to 255.
inline constexpr int kOverWeightBits = 15;
/// Fractional bits of the weighted difference.
inline constexpr int kOverFractionBits = 6;

inline int layer_weight_ref(int alpha, const LayerOpacity& opacity) { return (alpha * opacity.scale) >> 8; }

inline std::uint8_t over_opaque_ref(int layer, int background, int weight) {
  const int difference = ((layer - background) * 128 * weight) >> 16;
  return static_cast<std::uint8_t>(((background << kOverFractionBits) + difference + (1 << (kOverFractionBits - 1))) >>
                                   kOverFractionBits);
}

inline void over_rgba_on_rgb_ref(const std::uint8_t* layer, std::uint8_t* background, std::size_t pixels,
                                 const LayerOpacity& opacity) {
  for (std::size_t x = 0; x < pixels; ++x) {
    const int weight = layer_weight_ref(layer[4 * x + 3], opacity);
    for (std::size_t c = 0; c < 3; ++c) {
      background[3 * x + c] = over_opaque_ref(layer[4 * x + c], background[3 * x + c], weight);
    }
  }
}

inline void over_gray_alpha_on_gray_ref(const std::uint8_t* layer, std::uint8_t* background, std::size_t pixels,
                                        const LayerOpacity& opacity) {
  for (std::size_t x = 0; x < pixels; ++x) {
    background[x] = over_opaque_ref(layer[2 * x], background[x], layer_weight_ref(layer[2 * x + 1], opacity));
  }
}

/// Where both are transparent, this keeps the divisor above 0 and the colour 0.
inline constexpr float kLeastAlpha = 1e-20F;

inline void over_rgba_on_rgba_ref(const std::uint8_t* layer, std::uint8_t* background, std::size_t pixels,
                                  const LayerOpacity& opacity) {
  for (std::size_t i = 0; i < 4 * pixels; i += 4) {
    const float share = static_cast<float>(layer[i + 3]) * opacity.unit;
    const float rest = static_cast<float>(background[i + 3]) * (1.0F / 255.0F) * (1.0F - share);
    const float alpha = share + rest;
    const float divisor = alpha > kLeastAlpha ? alpha : kLeastAlpha;
    for (std::size_t c = 0; c < 3; ++c) {
      const float sum = static_cast<float>(layer[i + c]) * share + static_cast<float>(background[i + c]) * rest;
      background[i + c] = static_cast<std::uint8_t>(sum / divisor + 0.5F);
    }
    background[i + 3] = static_cast<std::uint8_t>(alpha * 255.0F + 0.5F);
  }
}

}  // namespace
}  // namespace tbbimg
