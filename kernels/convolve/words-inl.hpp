// Convolution of samples of 16 bits on one level's registers; words_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/convolve/blocks-inl.hpp"
#include "kernels/convolve/words_ref.hpp"

namespace tbbimg {
namespace {

// Registers of sums: enough of them that additions do not wait for each other.
inline constexpr std::size_t kWordSums = 4;
inline constexpr std::size_t kWordSumStep = kWordSums * F32::size;

// Samples as floats, colours times the alpha of their pixel of kAlphaChannels.
template <int kAlphaChannels>
inline F32 load_word_values(const std::uint8_t* from) noexcept {
  const F32 values = xsimd::to_float(load_words(from));
  if constexpr (kAlphaChannels == 2) return values * with_odd(broadcast_odd(values), F32(1.0F));
  if constexpr (kAlphaChannels == 4) return values * with_last(broadcast_last(values), F32(1.0F));
  return values;
}

// Not a number becomes 0, as in the specification.
inline I32 round_convolved(F32 values) noexcept {
  const F32 clamped = xsimd::min(xsimd::max(values, F32(0.0F)), F32(65535.0F));
  return xsimd::to_int(clamped + F32(0.5F));
}

inline void store_convolved(std::uint8_t* to, F32 first, F32 second) noexcept {
  store_batch(to, U8(narrow_to_words(round_convolved(first), round_convolved(second)).data));
}

template <int kAlphaChannels>
[[gnu::noinline]] void word_columns_block(const WordColumns& pass, std::size_t at) {
  F32 sums[kWordSums];
  for (F32& sum : sums) sum = F32(0.0F);
  for (int k = 0; k < pass.taps; ++k) {
    const std::uint8_t* const row = pass.rows[k] + 2 * at;
    const F32 weight(pass.weights[k]);
    for (std::size_t r = 0; r < kWordSums; ++r) {
      sums[r] += weight * load_word_values<kAlphaChannels>(row + 2 * r * F32::size);
    }
  }
  for (std::size_t r = 0; r < kWordSums; ++r) store_batch(pass.destination + at + r * F32::size, sums[r]);
}

[[gnu::noinline]] void symmetric_word_columns_block(const WordColumns& pass, std::size_t at) {
  const int last = pass.taps - 1;
  const int centre = pass.taps / 2;
  const auto words = [&](int row, std::size_t r) { return load_words(pass.rows[row] + 2 * (at + r * I32::size)); };
  F32 sums[kWordSums];
  const F32 centre_weight(pass.weights[centre]);
  for (std::size_t r = 0; r < kWordSums; ++r) sums[r] = centre_weight * xsimd::to_float(words(centre, r));
  for (int k = 0; k < centre; ++k) {
    const F32 weight(pass.weights[k]);
    for (std::size_t r = 0; r < kWordSums; ++r) {
      sums[r] += weight * xsimd::to_float(words(k, r) + words(last - k, r));
    }
  }
  for (std::size_t r = 0; r < kWordSums; ++r) store_batch(pass.destination + at + r * F32::size, sums[r]);
}

template <class Block>
inline void word_columns_blocks(const WordColumns& pass, const Block& block) {
  for_blocks<kWordSumStep>(pass.samples, [&](std::size_t at) {
    for (std::size_t byte = 0; byte < 2 * kWordSumStep; byte += kCacheLine) {
      prefetch(pass.rows[pass.taps] + 2 * at + byte);
    }
    block(pass, at);
  });
}

inline void word_columns_simd(const WordColumns& pass) {
  if (pass.samples < kWordSumStep) return word_columns_ref(pass);
  if (pass.symmetric) return word_columns_blocks(pass, symmetric_word_columns_block);
  switch (pass.alpha_channels) {
    case 2: return word_columns_blocks(pass, word_columns_block<2>);
    case 4: return word_columns_blocks(pass, word_columns_block<4>);
    default: return word_columns_blocks(pass, word_columns_block<0>);
  }
}

[[gnu::noinline]] void word_sums_block(const WordSums& pass, std::size_t at) {
  F32 sums[kWordSums];
  for (F32& sum : sums) sum = F32(pass.offset);
  for (int k = 0; k < pass.taps; ++k) {
    const float* const source = pass.sources[k] + at;
    const F32 weight(pass.weights[k]);
    for (std::size_t r = 0; r < kWordSums; ++r) sums[r] += weight * load_batch<F32>(source + r * F32::size);
  }
  for (std::size_t r = 0; r < kWordSums; r += 2) {
    store_convolved(pass.destination + 2 * (at + r * F32::size), sums[r], sums[r + 1]);
  }
}

inline void word_sums_simd(const WordSums& pass) {
  if (pass.samples < kWordSumStep) return word_sums_ref(pass);
  for_blocks<kWordSumStep>(pass.samples, [&](std::size_t at) {
    for (std::size_t byte = 0; byte < 2 * kWordSumStep; byte += kCacheLine) {
      prefetch_for_writing(pass.destination + 2 * at + byte + kWriteAhead);
    }
    word_sums_block(pass, at);
  });
}

inline void unsharp_words_simd(const UnsharpWords& pass) {
  const F32 amount(pass.amount);
  const F32 threshold(pass.threshold);
  const auto sharpened = [&](std::size_t i) {
    const F32 original = xsimd::to_float(load_words(pass.original + 2 * i));
    const F32 difference = original - load_batch<F32>(pass.blurred + i);
    const F32 added = xsimd::select(xsimd::abs(difference) < threshold, F32(0.0F), amount * difference);
    return original + added;
  };
  std::size_t i = 0;
  for (; i + 2 * F32::size <= pass.samples; i += 2 * F32::size) {
    store_convolved(pass.destination + 2 * i, sharpened(i), sharpened(i + F32::size));
  }
  unsharp_words_rest_ref(pass, i);
}

inline void sobel_words_vertical_simd(const std::uint8_t* const* rows, std::size_t samples, float* smooth,
                                      float* slope) {
  if (samples < I32::size) return sobel_words_vertical_ref(rows, samples, smooth, slope);
  for_blocks<I32::size>(samples, [&](std::size_t i) {
    if (2 * i % kCacheLine == 0) prefetch(rows[3] + 2 * i);
    const I32 upper = load_words(rows[0] + 2 * i);
    const I32 middle = load_words(rows[1] + 2 * i);
    const I32 lower = load_words(rows[2] + 2 * i);
    store_batch(smooth + i, xsimd::to_float(upper + middle + middle + lower));
    store_batch(slope + i, xsimd::to_float(lower - upper));
  });
}

struct WordSlopes {
  const float* smooth;
  const float* slope;
  std::ptrdiff_t channels;

  [[nodiscard]] F32 x(std::size_t i) const noexcept {
    return clamped(load_batch<F32>(smooth + i + channels) - load_batch<F32>(smooth + i - channels));
  }
  [[nodiscard]] F32 y(std::size_t i) const noexcept {
    return clamped(load_batch<F32>(slope + i - channels) + F32(2.0F) * load_batch<F32>(slope + i) +
                   load_batch<F32>(slope + i + channels));
  }
  [[nodiscard]] F32 magnitude(std::size_t i) const noexcept {
    const F32 along_x = x(i);
    const F32 along_y = y(i);
    return xsimd::sqrt(along_x * along_x + along_y * along_y);
  }

 private:
  [[nodiscard]] static F32 clamped(F32 value) noexcept { return xsimd::min(xsimd::abs(value), F32(65535.0F)); }
};

// `value(i)`: a register of results.
template <class Value>
inline void sobel_words_blocks(std::size_t samples, std::uint8_t* destination, const Value& value) {
  for_blocks<2 * F32::size>(samples, [&](std::size_t i) {
    prefetch_for_writing(destination + 2 * i + kWriteAhead);
    store_convolved(destination + 2 * i, value(i), value(i + F32::size));
  });
}

inline void sobel_words_x_simd(const float* smooth, const float* slope, int channels, std::size_t samples,
                               std::uint8_t* destination) {
  if (samples < 2 * F32::size) return sobel_words_x_ref(smooth, slope, channels, samples, destination);
  const WordSlopes slopes = {smooth, slope, channels};
  sobel_words_blocks(samples, destination, [&](std::size_t i) { return slopes.x(i); });
}
inline void sobel_words_y_simd(const float* smooth, const float* slope, int channels, std::size_t samples,
                               std::uint8_t* destination) {
  if (samples < 2 * F32::size) return sobel_words_y_ref(smooth, slope, channels, samples, destination);
  const WordSlopes slopes = {smooth, slope, channels};
  sobel_words_blocks(samples, destination, [&](std::size_t i) { return slopes.y(i); });
}
inline void sobel_words_magnitude_simd(const float* smooth, const float* slope, int channels, std::size_t samples,
                                       std::uint8_t* destination) {
  if (samples < 2 * F32::size) return sobel_words_magnitude_ref(smooth, slope, channels, samples, destination);
  const WordSlopes slopes = {smooth, slope, channels};
  sobel_words_blocks(samples, destination, [&](std::size_t i) { return slopes.magnitude(i); });
}

}  // namespace
}  // namespace tbbimg
