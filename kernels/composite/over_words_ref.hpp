// The specification of over on backgrounds of 16 bits, of layers of 8: in single precision.
#pragma once

#include "kernels/composite/over_ref.hpp"

namespace tbbimg {
namespace {

inline std::uint16_t background_word_ref(const std::uint8_t* row, std::size_t sample) {
  std::uint16_t value = 0;
  __builtin_memcpy(&value, row + 2 * sample, sizeof(value));
  return value;
}
inline void put_background_word_ref(std::uint8_t* row, std::size_t sample, float value) {
  const auto word = static_cast<std::uint16_t>(static_cast<std::int32_t>(value + 0.5F));
  __builtin_memcpy(row + 2 * sample, &word, sizeof(word));
}

/// What a level of 8 bits is in 16.
inline constexpr float kOverLevel = 257.0F;

inline void over_opaque_word_ref(int layer, std::uint8_t* background, std::size_t sample, float share) {
  const auto behind = static_cast<float>(background_word_ref(background, sample));
  put_background_word_ref(background, sample, behind + (static_cast<float>(layer) * kOverLevel - behind) * share);
}

inline void over_rgba_on_rgb16_ref(const std::uint8_t* layer, std::uint8_t* background, std::size_t pixels,
                                   const LayerOpacity& opacity) {
  for (std::size_t x = 0; x < pixels; ++x) {
    const float share = static_cast<float>(layer[4 * x + 3]) * opacity.unit;
    for (std::size_t c = 0; c < 3; ++c) over_opaque_word_ref(layer[4 * x + c], background, 3 * x + c, share);
  }
}

inline void over_gray_alpha_on_gray16_ref(const std::uint8_t* layer, std::uint8_t* background, std::size_t pixels,
                                          const LayerOpacity& opacity) {
  for (std::size_t x = 0; x < pixels; ++x) {
    over_opaque_word_ref(layer[2 * x], background, x, static_cast<float>(layer[2 * x + 1]) * opacity.unit);
  }
}

inline void over_rgba_on_rgba16_ref(const std::uint8_t* layer, std::uint8_t* background, std::size_t pixels,
                                    const LayerOpacity& opacity) {
  for (std::size_t i = 0; i < 4 * pixels; i += 4) {
    const float share = static_cast<float>(layer[i + 3]) * opacity.unit;
    const float behind = static_cast<float>(background_word_ref(background, i + 3));
    const float rest = behind * (1.0F / 65535.0F) * (1.0F - share);
    const float alpha = share + rest;
    const float divisor = alpha > kLeastAlpha ? alpha : kLeastAlpha;
    for (std::size_t c = 0; c < 3; ++c) {
      const float sum = static_cast<float>(layer[i + c]) * kOverLevel * share +
                        static_cast<float>(background_word_ref(background, i + c)) * rest;
      put_background_word_ref(background, i + c, sum / divisor);
    }
    put_background_word_ref(background, i + 3, alpha * 65535.0F);
  }
}

}  // namespace
}  // namespace tbbimg
