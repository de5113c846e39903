// The vertical pass over samples of 16 bits on one level's registers; word_rows_ref.hpp is the specification.
//
// A window of rows is turned into floats once, kWordBlock samples wide so that it stays in the nearest cache, and
// serves all results whose rows it has.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/resize/word_rows_ref.hpp"

namespace tbbimg {
namespace {

// Registers of sums: a multiple of three, to hold whole RGB pixels.
inline constexpr std::size_t kWordRegisters = 6;
inline constexpr std::size_t kWordStep = kWordRegisters * F32::size;
static_assert(kWordBlock % kWordStep == 0);

// `samples` <= kWordBlock of one row; the block's others are 0.
inline void words_to_floats(const std::uint8_t* from, std::size_t samples, float* to) {
  std::size_t i = 0;
  for (; i + F32::size <= samples; i += F32::size) {
    store_batch(to + i, xsimd::to_float(load_words(from + 2 * i)));
  }
  for (; i < samples; ++i) {
    std::uint16_t value = 0;
    __builtin_memcpy(&value, from + 2 * i, sizeof(value));
    to[i] = static_cast<float>(value);
  }
  for (; i < kWordBlock; ++i) to[i] = 0.0F;
}

// The samples that begin with the first-th, of `count` rows. The next block of the same rows is asked for: no hardware
// follows so many streams.
inline void load_word_rows(const WordVerticalPass& pass, int first_row, int count, std::size_t first,
                           std::size_t samples) {
  float* to = pass.scratch;
  for (int row = first_row; row < first_row + count; ++row, to += kWordBlock) {
    const std::uint8_t* const from = pass.rows[row] + pass.offset + 2 * first;
    for (std::size_t i = 0; i < 2 * kWordBlock; i += kCacheLine) prefetch(from + 2 * kWordBlock + i);
    words_to_floats(from, samples, to);
  }
}

template <int kChannels>
inline void store_sums(float* to, const F32 (&sums)[kWordRegisters]) {
  if constexpr (kChannels == 3) {
    store_spread_rgb(to, sums[0], sums[1], sums[2]);
    store_spread_rgb(to + 4 * F32::size, sums[3], sums[4], sums[5]);
  } else {
    for (std::size_t r = 0; r < kWordRegisters; ++r) store_batch(to + r * F32::size, sums[r]);
  }
}

template <int kChannels, bool kAdd>
inline void sum_word_rows(const float* rows, const float* weights, int taps, float* to) {
  constexpr std::size_t kStepFloats = kChannels == 3 ? kWordStep / 3 * 4 : kWordStep;
  for (std::size_t i = 0; i < kWordBlock; i += kWordStep, to += kStepFloats) {
    F32 sums[kWordRegisters];
    for (F32& sum : sums) sum = F32(0.0F);
    const float* row = rows + i;
    for (int k = 0; k < taps; ++k, row += kWordBlock) {
      const F32 weight(weights[k]);
#pragma GCC unroll 6
      for (std::size_t r = 0; r < kWordRegisters; ++r) sums[r] += weight * load_batch<F32>(row + r * F32::size);
    }
    if constexpr (kAdd) {
      float parts[kStepFloats];
      store_sums<kChannels>(parts, sums);
      for (std::size_t f = 0; f < kStepFloats; f += F32::size) {
        store_batch(to + f, load_batch<F32>(to + f) + load_batch<F32>(parts + f));
      }
    } else {
      store_sums<kChannels>(to, sums);
    }
  }
}

// More taps than the scratch has rows: one result by itself.
template <int kChannels>
inline void sum_many_word_rows(const WordVerticalPass& pass, int y, std::size_t first, std::size_t samples, float* to) {
  const float* const weights = pass.weights + static_cast<std::size_t>(y) * static_cast<std::size_t>(pass.taps);
  for (int k = 0; k < pass.taps; k += kWordRowsPerSum) {
    const int count = k + kWordRowsPerSum < pass.taps ? kWordRowsPerSum : pass.taps - k;
    load_word_rows(pass, pass.starts[y] + k, count, first, samples);
    if (k == 0) {
      sum_word_rows<kChannels, false>(pass.scratch, weights, count, to);
    } else {
      sum_word_rows<kChannels, true>(pass.scratch, weights + k, count, to);
    }
  }
}

// One block of all results, at `to`.
template <int kChannels>
inline void sum_word_block(const WordVerticalPass& pass, std::size_t first, std::size_t samples, float* to) {
  const auto taps = static_cast<std::size_t>(pass.taps);
  for (int y = 0; y < pass.height;) {
    const int begin = pass.starts[y];
    if (pass.taps > kWordRowsPerSum) {
      sum_many_word_rows<kChannels>(pass, y, first, samples,
                                    to + static_cast<std::size_t>(y) * pass.destination_stride);
      ++y;
      continue;
    }
    int end_y = y + 1;
    while (end_y < pass.height && pass.starts[end_y] + pass.taps - begin <= kWordRowsPerSum) ++end_y;
    load_word_rows(pass, begin, pass.starts[end_y - 1] + pass.taps - begin, first, samples);
    for (; y < end_y; ++y) {
      sum_word_rows<kChannels, false>(pass.scratch + static_cast<std::size_t>(pass.starts[y] - begin) * kWordBlock,
                                      pass.weights + static_cast<std::size_t>(y) * taps, pass.taps,
                                      to + static_cast<std::size_t>(y) * pass.destination_stride);
    }
  }
}

template <int kChannels>
inline void sum_word_blocks(const WordVerticalPass& pass) {
  constexpr std::size_t kBlockFloats = kChannels == 3 ? kWordBlock / 3 * 4 : kWordBlock;
  const std::size_t samples = pass.width * kChannels;
  float* to = pass.destination;
  for (std::size_t i = 0; i < samples; i += kWordBlock, to += kBlockFloats) {
    sum_word_block<kChannels>(pass, i, samples - i < kWordBlock ? samples - i : kWordBlock, to);
  }
}

inline void word_vertical_simd(const WordVerticalPass& pass) {
  if (pass.channels == 3) return sum_word_blocks<3>(pass);
  sum_word_blocks<1>(pass);
}

}  // namespace
}  // namespace tbbimg
