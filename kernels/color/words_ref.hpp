// The specification of what mixes the channels of pixels of 16 bits, at any address. Sums are in single precision, of
// which every level rounds the same ones in the same order.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/color/table.hpp"

namespace tbbimg {
namespace {

template <std::size_t kCount>
struct Words {
  std::uint16_t values[kCount];
};

template <std::size_t kCount>
inline Words<kCount> words_at(const std::uint8_t* row, std::size_t pixel) {
  Words<kCount> words;
  __builtin_memcpy(&words, row + 2 * kCount * pixel, sizeof(words));
  return words;
}
template <std::size_t kCount>
inline void put_words(std::uint8_t* row, std::size_t pixel, const Words<kCount>& words) {
  __builtin_memcpy(row + 2 * kCount * pixel, &words, sizeof(words));
}

template <std::size_t kCount>
inline std::uint16_t word_luma_ref(const Words<kCount>& pixel, const WordLumaWeights& weights) {
  const float sum = weights.red * static_cast<float>(pixel.values[0]) +
                    weights.green * static_cast<float>(pixel.values[1]) +
                    weights.blue * static_cast<float>(pixel.values[2]);
  return static_cast<std::uint16_t>(static_cast<int>(sum + 0.5F));
}

inline void grayscale_rgb16_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                                const WordLumaWeights& weights) {
  const WordLumaWeights own = weights;
  for (std::size_t x = 0; x < pixels; ++x) {
    put_words<1>(destination, x, {{word_luma_ref(words_at<3>(source, x), own)}});
  }
}

inline void grayscale_rgba16_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                                 const WordLumaWeights& weights) {
  const WordLumaWeights own = weights;
  for (std::size_t x = 0; x < pixels; ++x) {
    const Words<4> pixel = words_at<4>(source, x);
    put_words<2>(destination, x, {{word_luma_ref(pixel, own), pixel.values[3]}});
  }
}

// round(x / 65535), exact for all products of two words and their sums up to 65535^2: flatten_ref.hpp has the same for
// bytes.
inline std::uint16_t over_word_ref(std::uint32_t colour, std::uint32_t alpha, std::uint32_t background) {
  const std::uint32_t biased = colour * alpha + background * (65535U - alpha) + 32768U;
  return static_cast<std::uint16_t>((biased + (biased >> 16)) >> 16);
}

inline void flatten_rgba16_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                               const std::uint16_t* background) {
  const std::uint32_t red = background[0];
  const std::uint32_t green = background[1];
  const std::uint32_t blue = background[2];
  for (std::size_t x = 0; x < pixels; ++x) {
    const auto [rgba] = words_at<4>(source, x);
    put_words<3>(destination, x,
                 {{over_word_ref(rgba[0], rgba[3], red), over_word_ref(rgba[1], rgba[3], green),
                   over_word_ref(rgba[2], rgba[3], blue)}});
  }
}

inline void flatten_gray_alpha16_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                                     std::uint16_t background) {
  for (std::size_t x = 0; x < pixels; ++x) {
    const auto [gray_alpha] = words_at<2>(source, x);
    put_words<1>(destination, x, {{over_word_ref(gray_alpha[0], gray_alpha[1], background)}});
  }
}

inline void repeat_gray16_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels) {
  for (std::size_t x = 0; x < pixels; ++x) {
    const std::uint16_t gray = words_at<1>(source, x).values[0];
    put_words<3>(destination, x, {{gray, gray, gray}});
  }
}

inline void repeat_gray_alpha16_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels) {
  for (std::size_t x = 0; x < pixels; ++x) {
    const auto [pixel] = words_at<2>(source, x);
    put_words<4>(destination, x, {{pixel[0], pixel[0], pixel[0], pixel[1]}});
  }
}

inline std::uint16_t round_word_ref(float value) {
  const float clamped = value > 0.0F ? (value < 65535.0F ? value : 65535.0F) : 0.0F;
  return static_cast<std::uint16_t>(static_cast<int>(clamped + 0.5F));
}

template <std::size_t kChannels>
inline void mix_words_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                          const WordMix& mix) {
  const WordMix own = mix;
  for (std::size_t x = 0; x < pixels; ++x) {
    const Words<kChannels> pixel = words_at<kChannels>(source, x);
    Words<kChannels> mixed;
#pragma GCC unroll 4
    for (std::size_t c = 0; c < kChannels; ++c) {
      float sum = own.offsets[c];
#pragma GCC unroll 4
      for (std::size_t i = 0; i < kChannels; ++i) sum += own.weights[c][i] * static_cast<float>(pixel.values[i]);
      mixed.values[c] = round_word_ref(sum);
    }
    put_words<kChannels>(destination, x, mixed);
  }
}

inline void mix_rgb16_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                          const WordMix& mix) {
  mix_words_ref<3>(source, destination, pixels, mix);
}

inline void mix_rgba16_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                           const WordMix& mix) {
  mix_words_ref<4>(source, destination, pixels, mix);
}

}  // namespace
}  // namespace tbbimg
