// The primitives that lay one image over another.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tbbimg {

/// The opacity of a layer as the integer and the floating-point primitives want it.
struct LayerOpacity {
  std::uint16_t scale;  ///< alpha * scale / 256 is the layer's weight, of kOverWeightBits
  float unit;           ///< alpha * unit is the layer's share, 0..1
};

struct CompositeTable {
  /// `layer` has straight alpha behind its colours, `background` is changed in place.
  void (*over_rgba_on_rgb)(const std::uint8_t* layer, std::uint8_t* background, std::size_t pixels,
                           const LayerOpacity& opacity);
  void (*over_gray_alpha_on_gray)(const std::uint8_t* layer, std::uint8_t* background, std::size_t pixels,
                                  const LayerOpacity& opacity);
  void (*over_rgba_on_rgba)(const std::uint8_t* layer, std::uint8_t* background, std::size_t pixels,
                            const LayerOpacity& opacity);

  /// Backgrounds of 16 bits, layers of 8.
  void (*over_rgba_on_rgb16)(const std::uint8_t* layer, std::uint8_t* background, std::size_t pixels,
                             const LayerOpacity& opacity);
  void (*over_gray_alpha_on_gray16)(const std::uint8_t* layer, std::uint8_t* background, std::size_t pixels,
                                    const LayerOpacity& opacity);
  void (*over_rgba_on_rgba16)(const std::uint8_t* layer, std::uint8_t* background, std::size_t pixels,
                              const LayerOpacity& opacity);
};

/// Every entry of the table, in its order: see kernels/arch/instance.hpp.
#define TBBIMG_ENTRIES_composite(SIMD, REFERENCE) \
  SIMD(over_rgba_on_rgb)                          \
  SIMD(over_gray_alpha_on_gray)                   \
  SIMD(over_rgba_on_rgba)                         \
  SIMD(over_rgba_on_rgb16)                        \
  SIMD(over_gray_alpha_on_gray16)                 \
  SIMD(over_rgba_on_rgba16)

}  // namespace tbbimg
