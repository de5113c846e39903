// What mixes the channels of pixels of 16 bits on one level's registers; words_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/color/words_ref.hpp"

namespace tbbimg {
namespace {

// Pixels that are taken together: four registers of them, a register for each channel.
inline constexpr std::size_t kWordPixels = 4 * kLanes;

inline U8 bits_of_words(I32 words) noexcept { return U8(words.data); }
inline I32 words_of_bits(U8 bits) noexcept { return I32(bits.data); }

// Four pixels of each lane to channels, and back.
struct WordPixels {
  I32 channels[4];

  [[nodiscard]] static WordPixels transposed(I32 a, I32 b, I32 c, I32 d) noexcept {
    const U8 ab_low = interleave_low_32(bits_of_words(a), bits_of_words(b));
    const U8 ab_high = interleave_high_32(bits_of_words(a), bits_of_words(b));
    const U8 cd_low = interleave_low_32(bits_of_words(c), bits_of_words(d));
    const U8 cd_high = interleave_high_32(bits_of_words(c), bits_of_words(d));
    return {{words_of_bits(interleave_low_64(ab_low, cd_low)), words_of_bits(interleave_high_64(ab_low, cd_low)),
             words_of_bits(interleave_low_64(ab_high, cd_high)), words_of_bits(interleave_high_64(ab_high, cd_high))}};
  }

  // Of kChannels, 3 or 4. Of three, two bytes behind the last pixel are read.
  template <std::size_t kChannels>
  [[nodiscard]] static WordPixels load(const std::uint8_t* from) noexcept {
    constexpr std::ptrdiff_t kPixel = 2 * kChannels;
    // Named, to be loaded in this order.
    const I32 a = load_word_pixels(from, 4 * kPixel);
    const I32 b = load_word_pixels(from + kPixel, 4 * kPixel);
    const I32 c = load_word_pixels(from + 2 * kPixel, 4 * kPixel);
    const I32 d = load_word_pixels(from + 3 * kPixel, 4 * kPixel);
    return transposed(a, b, c, d);
  }

  template <std::size_t kChannels>
  void store(std::uint8_t* to) const noexcept {
    const WordPixels pixels = transposed(channels[0], channels[1], channels[2], channels[3]);
    const U16 low = narrow_lanes_to_words(pixels.channels[0], pixels.channels[1]);
    const U16 high = narrow_lanes_to_words(pixels.channels[2], pixels.channels[3]);
    if constexpr (kChannels == 3) {
      store_rgb_words(to, low, high);
    } else {
      store_in_order(to, U8(low.data), U8(high.data));
    }
  }
};

// How far a loop may go that needs whole blocks, and the two bytes behind them if pixels have three channels.
template <std::size_t kChannels>
inline bool has_word_block(std::size_t x, std::size_t pixels, std::size_t block) noexcept {
  return kChannels == 3 ? x + block < pixels : x + block <= pixels;
}

inline I32 word_luma(const WordPixels& pixels, const WordLumaWeights& weights) noexcept {
  const F32 sum = F32(weights.red) * xsimd::to_float(pixels.channels[0]) +
                  F32(weights.green) * xsimd::to_float(pixels.channels[1]) +
                  F32(weights.blue) * xsimd::to_float(pixels.channels[2]);
  return xsimd::to_int(sum + F32(0.5F));
}

inline void grayscale_rgb16_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                                 const WordLumaWeights& weights) {
  const WordLumaWeights own = weights;
  std::size_t x = 0;
  for (; has_word_block<3>(x, pixels, 2 * kWordPixels); x += 2 * kWordPixels) {
    const I32 first = word_luma(WordPixels::load<3>(source + 6 * x), own);
    const I32 second = word_luma(WordPixels::load<3>(source + 6 * (x + kWordPixels)), own);
    store_batch(destination + 2 * x, U8(narrow_to_words(first, second).data));
  }
  grayscale_rgb16_ref(source + 6 * x, destination + 2 * x, pixels - x, own);
}

inline void grayscale_rgba16_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                                  const WordLumaWeights& weights) {
  const WordLumaWeights own = weights;
  std::size_t x = 0;
  for (; has_word_block<4>(x, pixels, kWordPixels); x += kWordPixels) {
    const WordPixels rgba = WordPixels::load<4>(source + 8 * x);
    store_batch(destination + 4 * x, bits_of_words(word_luma(rgba, own) | (rgba.channels[3] << 16)));
  }
  grayscale_rgba16_ref(source + 8 * x, destination + 4 * x, pixels - x, own);
}

inline I32 over_words(I32 colour, U32 alpha, U32 background) noexcept {
  const U32 biased = U32(colour.data) * alpha + background * (U32(65535U) - alpha) + U32(32768U);
  return I32(((biased + (biased >> 16)) >> 16).data);
}

inline void flatten_rgba16_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                                const std::uint16_t* background) {
  const U32 behind[3] = {U32(std::uint32_t{background[0]}), U32(std::uint32_t{background[1]}),
                         U32(std::uint32_t{background[2]})};
  std::size_t x = 0;
  for (; has_word_block<4>(x, pixels, kWordPixels); x += kWordPixels) {
    WordPixels rgba = WordPixels::load<4>(source + 8 * x);
    const U32 alpha(rgba.channels[3].data);
    for (std::size_t c = 0; c < 3; ++c) rgba.channels[c] = over_words(rgba.channels[c], alpha, behind[c]);
    rgba.store<3>(destination + 6 * x);
  }
  flatten_rgba16_ref(source + 8 * x, destination + 6 * x, pixels - x, background);
}

inline void flatten_gray_alpha16_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                                      std::uint16_t background) {
  const U32 behind(std::uint32_t{background});
  const auto flattened = [&](const std::uint8_t* from) {
    const U32 gray_alpha(load_batch<U8>(from).data);
    return over_words(I32((gray_alpha & U32(65535U)).data), gray_alpha >> 16, behind);
  };
  std::size_t x = 0;
  for (; x + 2 * kWordPixels <= pixels; x += 2 * kWordPixels) {
    const I32 first = flattened(source + 4 * x);
    const I32 second = flattened(source + 4 * x + kBytes);
    store_batch(destination + 2 * x, U8(narrow_to_words(first, second).data));
  }
  flatten_gray_alpha16_ref(source + 4 * x, destination + 2 * x, pixels - x, background);
}

inline void repeat_gray16_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels) {
  std::size_t x = 0;
  for (; x + kWordPixels <= pixels; x += kWordPixels) {
    const I32 gray = load_words(source + 2 * x);
    const U8 twice = bits_of_words(gray | (gray << 16));
    store_rgb_words(destination + 6 * x, U16(interleave_low_32(twice, twice).data),
                    U16(interleave_high_32(twice, twice).data));
  }
  repeat_gray16_ref(source + 2 * x, destination + 6 * x, pixels - x);
}

inline void repeat_gray_alpha16_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels) {
  std::size_t x = 0;
  for (; x + kWordPixels <= pixels; x += kWordPixels) {
    const U8 gray_alpha = load_batch<U8>(source + 4 * x);
    const I32 gray = words_of_bits(gray_alpha) & I32(65535);
    const U8 twice = bits_of_words(gray | (gray << 16));
    store_in_order(destination + 8 * x, interleave_low_32(twice, gray_alpha), interleave_high_32(twice, gray_alpha));
  }
  repeat_gray_alpha16_ref(source + 4 * x, destination + 8 * x, pixels - x);
}

// Not a number becomes 0, as in the specification.
inline I32 round_to_words(F32 values) noexcept {
  const F32 clamped = xsimd::min(xsimd::max(values, F32(0.0F)), F32(65535.0F));
  return xsimd::to_int(clamped + F32(0.5F));
}

template <std::size_t kChannels>
inline void mix_words(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels, const WordMix& mix) {
  const WordMix own = mix;
  std::size_t x = 0;
  for (; has_word_block<kChannels>(x, pixels, kWordPixels); x += kWordPixels) {
    WordPixels block = WordPixels::load<kChannels>(source + 2 * kChannels * x);
    F32 values[kChannels];
    for (std::size_t i = 0; i < kChannels; ++i) values[i] = xsimd::to_float(block.channels[i]);
    for (std::size_t c = 0; c < kChannels; ++c) {
      F32 sum(own.offsets[c]);
      for (std::size_t i = 0; i < kChannels; ++i) sum += F32(own.weights[c][i]) * values[i];
      block.channels[c] = round_to_words(sum);
    }
    block.store<kChannels>(destination + 2 * kChannels * x);
  }
  mix_words_ref<kChannels>(source + 2 * kChannels * x, destination + 2 * kChannels * x, pixels - x, own);
}

inline void mix_rgb16_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                           const WordMix& mix) {
  mix_words<3>(source, destination, pixels, mix);
}

inline void mix_rgba16_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                            const WordMix& mix) {
  mix_words<4>(source, destination, pixels, mix);
}

}  // namespace
}  // namespace tbbimg
