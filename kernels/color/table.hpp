// The primitives that mix the channels of a pixel.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tbbimg {

/// Fractional bits of LumaWeights, and of the weights and offsets of ColorMix.
inline constexpr int kLumaBits = 15;
inline constexpr int kMixBits = 12;

/// Fixed point with kLumaBits; they sum to exactly one.
struct LumaWeights {
  std::int16_t red;
  std::int16_t green;
  std::int16_t blue;
};

/// Channel c becomes the sum of weights[c][i] * channel i, plus offsets[c]: fixed point with kMixBits.
struct ColorMix {
  std::int16_t weights[4][4];
  std::int32_t offsets[4];
};

/// The same for samples of 16 bits, for which these bits would be too few.
struct WordLumaWeights {
  float red;
  float green;
  float blue;
};
struct WordMix {
  float weights[4][4];
  float offsets[4];
};

struct ColorTable {
  void (*grayscale_rgb)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                        const LumaWeights& weights);
  /// To gray and alpha.
  void (*grayscale_rgba)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                         const LumaWeights& weights);

  /// `background` has three bytes.
  void (*flatten_rgba)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                       const std::uint8_t* background);
  void (*flatten_gray_alpha)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                             std::uint8_t background);

  /// Gray to RGB, gray and alpha to RGBA.
  void (*repeat_gray)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels);
  void (*repeat_gray_alpha)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels);

  /// Rounded and clamped; may work in place. mix_rgb does not look at the fourth row and column.
  void (*mix_rgb)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels, const ColorMix& mix);
  void (*mix_rgba)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels, const ColorMix& mix);

  // Of 16 bits a sample, at any address. Backgrounds likewise.
  void (*grayscale_rgb16)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                          const WordLumaWeights& weights);
  void (*grayscale_rgba16)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                           const WordLumaWeights& weights);
  void (*flatten_rgba16)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                         const std::uint16_t* background);
  void (*flatten_gray_alpha16)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                               std::uint16_t background);
  void (*repeat_gray16)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels);
  void (*repeat_gray_alpha16)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels);
  void (*mix_rgb16)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels, const WordMix& mix);
  void (*mix_rgba16)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels, const WordMix& mix);
};

/// Every entry of the table, in its order: see kernels/arch/instance.hpp.
#define TBBIMG_ENTRIES_color(SIMD, REFERENCE) \
  SIMD(grayscale_rgb)                         \
  SIMD(grayscale_rgba)                        \
  SIMD(flatten_rgba)                          \
  SIMD(flatten_gray_alpha)                    \
  SIMD(repeat_gray)                           \
  SIMD(repeat_gray_alpha)                     \
  SIMD(mix_rgb)                               \
  SIMD(mix_rgba)                              \
  SIMD(grayscale_rgb16)                       \
  SIMD(grayscale_rgba16)                      \
  SIMD(flatten_rgba16)                        \
  SIMD(flatten_gray_alpha16)                  \
  SIMD(repeat_gray16)                         \
  SIMD(repeat_gray_alpha16)                   \
  SIMD(mix_rgb16)                             \
  SIMD(mix_rgba16)

}  // namespace tbbimg
