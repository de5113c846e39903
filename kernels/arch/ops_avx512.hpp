// Operations of kernels/arch/ops.hpp for AVX-512 (F, BW, DQ, CD, VL, VBMI).
#pragma once

#include <immintrin.h>

#include "kernels/arch/ops_x86.hpp"

namespace tbbimg {
namespace {

using Arch = xsimd::avx512bw;
using U8 = xsimd::batch<std::uint8_t, Arch>;
using I16 = xsimd::batch<std::int16_t, Arch>;
using U16 = xsimd::batch<std::uint16_t, Arch>;
using I32 = xsimd::batch<std::int32_t, Arch>;
using U32 = xsimd::batch<std::uint32_t, Arch>;
using F32 = xsimd::batch<float, Arch>;

inline constexpr std::size_t kLanes = 4;
inline constexpr std::size_t kBytes = 16 * kLanes;

/// The halves of a result twice as wide as a register.
struct U16Halves {
  U16 low;
  U16 high;
};

inline U8 interleave_low(U8 a, U8 b) noexcept { return U8(_mm512_unpacklo_epi8(a.data, b.data)); }
inline U8 interleave_high(U8 a, U8 b) noexcept { return U8(_mm512_unpackhi_epi8(a.data, b.data)); }

inline U8 interleave_low_16(U8 a, U8 b) noexcept { return U8(_mm512_unpacklo_epi16(a.data, b.data)); }
inline U8 interleave_high_16(U8 a, U8 b) noexcept { return U8(_mm512_unpackhi_epi16(a.data, b.data)); }
inline I16 interleave_low(I16 a, I16 b) noexcept { return I16(_mm512_unpacklo_epi16(a.data, b.data)); }
inline I16 interleave_high(I16 a, I16 b) noexcept { return I16(_mm512_unpackhi_epi16(a.data, b.data)); }

inline U8 interleave_low_32(U8 a, U8 b) noexcept { return U8(_mm512_unpacklo_epi32(a.data, b.data)); }
inline U8 interleave_high_32(U8 a, U8 b) noexcept { return U8(_mm512_unpackhi_epi32(a.data, b.data)); }
inline U8 interleave_low_64(U8 a, U8 b) noexcept { return U8(_mm512_unpacklo_epi64(a.data, b.data)); }
inline U8 interleave_high_64(U8 a, U8 b) noexcept { return U8(_mm512_unpackhi_epi64(a.data, b.data)); }

inline U16 widen_low(U8 a) noexcept { return U16(_mm512_unpacklo_epi8(a.data, _mm512_setzero_si512())); }
inline U16 widen_high(U8 a) noexcept { return U16(_mm512_unpackhi_epi8(a.data, _mm512_setzero_si512())); }
inline I32 widen_low(U16 a) noexcept { return I32(_mm512_unpacklo_epi16(a.data, _mm512_setzero_si512())); }
inline I32 widen_high(U16 a) noexcept { return I32(_mm512_unpackhi_epi16(a.data, _mm512_setzero_si512())); }
inline U16 load_widened(const std::uint8_t* from) noexcept {
  return U16(_mm512_cvtepu8_epi16(_mm256_loadu_si256(static_cast<const __m256i*>(static_cast<const void*>(from)))));
}

inline U8 narrow(I16 low, I16 high) noexcept { return U8(_mm512_packus_epi16(low.data, high.data)); }
inline I16 narrow(I32 low, I32 high) noexcept { return I16(_mm512_packs_epi32(low.data, high.data)); }
inline U8 narrow_in_order(I16 a, I16 b) noexcept {
  const __m512i order = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
  return U8(_mm512_permutexvar_epi64(order, _mm512_packus_epi16(a.data, b.data)));
}

/// A whole register past the caches, to an address aligned to its size.
inline void stream_batch(std::uint8_t* to, U8 value) noexcept {
  _mm512_stream_si512(static_cast<__m512i*>(static_cast<void*>(to)), value.data);
}

template <class T, class Batch>
inline void store_in_order(T* to, Batch low, Batch high) noexcept {
  const __m512i first = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11);
  const __m512i second = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
  Batch(_mm512_permutex2var_epi64(low.data, first, high.data)).store_unaligned(to);
  Batch(_mm512_permutex2var_epi64(low.data, second, high.data)).store_unaligned(to + Batch::size);
}

inline U8 smaller(U8 a, U8 b) noexcept { return U8(_mm512_min_epu8(a.data, b.data)); }
inline U8 larger(U8 a, U8 b) noexcept { return U8(_mm512_max_epu8(a.data, b.data)); }
inline U16 smaller(U16 a, U16 b) noexcept { return U16(_mm512_min_epu16(a.data, b.data)); }
inline U16 larger(U16 a, U16 b) noexcept { return U16(_mm512_max_epu16(a.data, b.data)); }

inline I32 multiply_add_pairs(I16 a, I16 b) noexcept { return I32(_mm512_madd_epi16(a.data, b.data)); }
inline U16 multiply_high(U16 a, U16 b) noexcept { return U16(_mm512_mulhi_epu16(a.data, b.data)); }
inline I16 multiply_high(I16 a, I16 b) noexcept { return I16(_mm512_mulhi_epi16(a.data, b.data)); }
inline U16 multiply_low(U16 a, U16 b) noexcept { return U16(_mm512_mullo_epi16(a.data, b.data)); }

inline U16Halves sum_with_6_bits(U8 a, U8 b) noexcept {
  const __m512i weight = _mm512_set1_epi8(64);
  return {U16(_mm512_maddubs_epi16(interleave_low(a, b).data, weight)),
          U16(_mm512_maddubs_epi16(interleave_high(a, b).data, weight))};
}

class BytePairWeights {
 public:
  explicit BytePairWeights(const std::int16_t* weights) noexcept
      : weights_(_mm512_set1_epi16(static_cast<std::int16_t>((weights[0] & 0xff) | (weights[1] * 256)))) {}
  [[nodiscard]] I16 multiply_add(U8 pairs) const noexcept { return I16(_mm512_maddubs_epi16(pairs.data, weights_)); }

 private:
  __m512i weights_;
};

inline I16 load_rgb_pairs(const std::int16_t* pixels) noexcept {
  alignas(64) static constexpr std::int16_t kPairs[32] = {0,  3,  1,  4,  2,  5,  0, 0, 6,  9,  7,  10, 8,  11, 0, 0,
                                                          12, 15, 13, 16, 14, 17, 0, 0, 18, 21, 19, 22, 20, 23, 0, 0};
  return I16(_mm512_permutexvar_epi16(_mm512_load_si512(kPairs), _mm512_loadu_si512(pixels)));
}

inline I16 load_lane_weights(const std::int16_t* weights) noexcept {
  const __m128i pairs = load_128(weights);
  const __m512i lane = _mm512_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
  return I16(_mm512_permutexvar_epi32(lane, _mm512_castsi128_si512(pairs)));
}

inline I32x4 sum_lanes(I32 a) noexcept {
  const __m256i half = _mm256_add_epi32(_mm512_castsi512_si256(a.data), _mm512_extracti64x4_epi64(a.data, 1));
  return as_i32x4(_mm_add_epi32(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1)));
}

inline U8 spread_rgb(U8 pixels) noexcept {
  const __m512i spread = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1));
  return U8(_mm512_shuffle_epi8(pixels.data, spread));
}
inline U8 load_rgb(const std::uint8_t* from) noexcept {
  const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10, 11, 11);
  // Not one masked load: those stopped the prefetcher (10 instead of 2.5 ms for 16 megapixels, Zen 5).
  const __m256i first = _mm256_loadu_si256(static_cast<const __m256i*>(static_cast<const void*>(from)));
  const __m512i all = _mm512_inserti32x4(_mm512_castsi256_si512(first), load_128(from + 32), 2);
  return spread_rgb(U8(_mm512_permutexvar_epi32(lanes, all)));
}
inline __m256i load_two_lanes(const void* first, const void* second) noexcept {
  return _mm256_inserti128_si256(_mm256_castsi128_si256(load_128(first)), load_128(second), 1);
}
inline U8 load_lanes(const std::uint8_t* from, std::ptrdiff_t stride) noexcept {
  const __m256i low = load_two_lanes(from, from + stride);
  const __m256i high = load_two_lanes(from + 2 * stride, from + 3 * stride);
  return U8(_mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1));
}
inline void store_rgb(std::uint8_t* to, U8 pixels) noexcept {
  const __m512i pack = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));
  const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 3, 3, 3);
  const __m512i packed = _mm512_permutexvar_epi32(lanes, _mm512_shuffle_epi8(pixels.data, pack));
  _mm256_storeu_si256(static_cast<__m256i*>(static_cast<void*>(to)), _mm512_castsi512_si256(packed));
  store_128(to + 32, _mm512_extracti32x4_epi32(packed, 2));
}

template <int kElement>
inline U8 reverse(U8 a) noexcept {
  const __m512i swapped = _mm512_shuffle_i64x2(a.data, a.data, 0x1b);
  if constexpr (kElement == 8) return U8(_mm512_shuffle_epi32(swapped, _MM_PERM_BADC));
  if constexpr (kElement == 4) return U8(_mm512_shuffle_epi32(swapped, _MM_PERM_ABCD));
  const __m128i order = kElement == 2 ? _mm_setr_epi8(14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1)
                                      : _mm_setr_epi8(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  return U8(_mm512_shuffle_epi8(swapped, _mm512_broadcast_i32x4(order)));
}

/// Pixels of three registers, to an address aligned to 64.
struct StreamedRgb {
  static constexpr std::size_t kPixels = 64;
  static void store_reversed(std::uint8_t* to, const std::uint8_t* pixels) noexcept {
    // What byte i of the result is, counted from the register that most of its neighbours come from.
    alignas(64) static constexpr auto kOrder = [] {
      struct Order {
        std::uint8_t index[3][64];
      } order{};
      for (std::size_t i = 0; i < 192; ++i) {
        order.index[i / 64][i % 64] = static_cast<std::uint8_t>((3 * (63 - i / 3) + i % 3) % 64);
      }
      order.index[0][63] |= 64;  // the three that come from the register behind
      order.index[1][1] |= 64;
      order.index[2][0] |= 64;
      return order;
    }();
    const __m512i first = _mm512_loadu_si512(pixels);
    const __m512i second = _mm512_loadu_si512(pixels + 64);
    const __m512i third = _mm512_loadu_si512(pixels + 128);
    const auto order = [](std::size_t line) { return _mm512_load_si512(kOrder.index[line]); };
    const auto stream = [to](std::size_t line, __m512i value) {
      _mm512_stream_si512(static_cast<__m512i*>(static_cast<void*>(to + 64 * line)), value);
    };
    constexpr __mmask64 kFromFirst = std::uint64_t{1} << 62;
    stream(0, _mm512_permutex2var_epi8(third, order(0), second));
    stream(1, _mm512_mask_permutexvar_epi8(_mm512_permutex2var_epi8(second, order(1), third), kFromFirst, order(1),
                                           first));
    stream(2, _mm512_permutex2var_epi8(first, order(2), second));
  }
};

inline U8 transpose_4x4(U8 a) noexcept {
  const __m128i order = _mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  return U8(_mm512_shuffle_epi8(a.data, _mm512_broadcast_i32x4(order)));
}

class ByteLookup {
 public:
  static constexpr bool kFast = true;
  explicit ByteLookup(const std::uint8_t* table) noexcept {
    for (int i = 0; i < 4; ++i) quarters_[i] = _mm512_loadu_si512(table + std::ptrdiff_t{64} * i);
  }
  U8 operator()(U8 values) const noexcept {
    const __m512i low = _mm512_permutex2var_epi8(quarters_[0], values.data, quarters_[1]);
    const __m512i high = _mm512_permutex2var_epi8(quarters_[2], values.data, quarters_[3]);
    return U8(_mm512_mask_blend_epi8(_mm512_movepi8_mask(values.data), low, high));
  }

 private:
  __m512i quarters_[4];
};

inline U32 load_widened_32(const std::uint8_t* from) noexcept { return U32(_mm512_cvtepu8_epi32(load_128(from))); }

inline U16 broadcast_alpha(U16 rgba) noexcept {
  return U16(_mm512_shufflehi_epi16(_mm512_shufflelo_epi16(rgba.data, 0xff), 0xff));
}

inline U8 narrow_in_order(I32 a, I32 b, I32 c, I32 d) noexcept {
  const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  return U8(_mm512_permutexvar_epi32(order, narrow(narrow(a, b), narrow(c, d)).data));
}
inline void store_low_words(std::uint8_t* to, U32 values) noexcept {
  _mm256_storeu_si256(static_cast<__m256i*>(static_cast<void*>(to)), _mm512_cvtepi32_epi16(values.data));
}

inline F32 load_bytes_as_floats(const std::uint8_t* from) noexcept {
  return F32(_mm512_cvtepi32_ps(load_widened_32(from).data));
}
inline F32 broadcast_last(F32 a) noexcept { return F32(_mm512_shuffle_ps(a.data, a.data, 0xff)); }
inline F32 with_last(F32 colours, F32 alpha) noexcept {
  return F32(_mm512_mask_blend_ps(0x8888, colours.data, alpha.data));
}

/// For elements at or behind `kFirst` of each group of 2 kFirst, the last one in front of `kFirst` of the same channel.
template <std::size_t kChannels, std::size_t kFirst>
struct PredecessorOrder {
  alignas(64) std::int16_t index[32] = {};
  __mmask32 followers = 0;

  constexpr PredecessorOrder() noexcept {
    for (std::size_t i = 0; i < 32; ++i) {
      const std::size_t first = i / (2 * kFirst) * (2 * kFirst) + kFirst;
      if (i < first) continue;
      std::size_t from = i;
      while (from >= first) from -= kChannels;
      index[i] = static_cast<std::int16_t>(from);
      followers |= __mmask32{1} << i;
    }
  }
};
template <std::size_t kChannels, std::size_t kFirst>
inline __m512i add_predecessors(__m512i sums) noexcept {
  static constexpr PredecessorOrder<kChannels, kFirst> kOrder;
  const __m512i before = _mm512_maskz_permutexvar_epi16(kOrder.followers, _mm512_load_si512(kOrder.index), sums);
  return _mm512_add_epi16(sums, before);
}
// Within lanes of 8 elements by shifts, which cost less than permutations; then over lanes, and pairs of them.
template <std::size_t kChannels>
inline U16 prefix_sums(U16 a) noexcept {
  static_assert(kChannels == 1 || kChannels == 3);
  __m512i sums = _mm512_add_epi16(a.data, _mm512_bslli_epi128(a.data, 2 * kChannels));
  sums = _mm512_add_epi16(sums, _mm512_bslli_epi128(sums, 4 * kChannels));
  if constexpr (kChannels == 1) sums = _mm512_add_epi16(sums, _mm512_bslli_epi128(sums, 8));
  return U16(add_predecessors<kChannels, 16>(add_predecessors<kChannels, 8>(sums)));
}
template <std::size_t kChannels>
inline U16 repeat_last(U16 a) noexcept {
  alignas(64) static constexpr auto kOrder = [] {
    struct Order {
      std::int16_t index[32];
    } order{};
    for (std::size_t i = 0; i < 32; ++i) order.index[i] = static_cast<std::int16_t>(32 - kChannels + i % kChannels);
    return order;
  }();
  return U16(_mm512_permutexvar_epi16(_mm512_load_si512(kOrder.index), a.data));
}

template <int kTimes>
inline F32 repeat(const float* weights) noexcept {
  if constexpr (kTimes == 1) return F32::load_unaligned(weights);
  const __m512i order = kTimes == 4 ? _mm512_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3)
                                    : _mm512_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
  const __m256i few = kTimes == 4 ? _mm256_castsi128_si256(load_128(weights))
                                  : _mm256_loadu_si256(static_cast<const __m256i*>(static_cast<const void*>(weights)));
  return F32(_mm512_castsi512_ps(_mm512_permutexvar_epi32(order, _mm512_castsi256_si512(few))));
}
inline F32x4 sum_lanes(F32 a) noexcept {
  const __m256 half = _mm256_add_ps(_mm512_castps512_ps256(a.data), _mm512_extractf32x8_ps(a.data, 1));
  return _mm_add_ps(_mm256_castps256_ps128(half), _mm256_extractf128_ps(half, 1));
}
inline I32 load_words(const std::uint8_t* from) noexcept {
  return I32(_mm512_cvtepu16_epi32(_mm256_loadu_si256(static_cast<const __m256i*>(static_cast<const void*>(from)))));
}
inline I32 load_word_pixels(const std::uint8_t* from, std::ptrdiff_t stride) noexcept {
  const __m128i first = _mm_unpacklo_epi64(load_64(from), load_64(from + stride));
  const __m128i second = _mm_unpacklo_epi64(load_64(from + 2 * stride), load_64(from + 3 * stride));
  return I32(_mm512_cvtepu16_epi32(_mm256_inserti128_si256(_mm256_castsi128_si256(first), second, 1)));
}
inline U16 narrow_lanes_to_words(I32 low, I32 high) noexcept { return U16(_mm512_packus_epi32(low.data, high.data)); }
inline void store_rgb_words(std::uint8_t* to, U16 low, U16 high) noexcept {
  store_two_rgb_words(to, _mm512_castsi512_si128(low.data));
  store_two_rgb_words(to + 12, _mm512_castsi512_si128(high.data));
  store_two_rgb_words(to + 24, _mm512_extracti32x4_epi32(low.data, 1));
  store_two_rgb_words(to + 36, _mm512_extracti32x4_epi32(high.data, 1));
  store_two_rgb_words(to + 48, _mm512_extracti32x4_epi32(low.data, 2));
  store_two_rgb_words(to + 60, _mm512_extracti32x4_epi32(high.data, 2));
  store_two_rgb_words(to + 72, _mm512_extracti32x4_epi32(low.data, 3));
  store_two_rgb_words(to + 84, _mm512_extracti32x4_epi32(high.data, 3));
}
inline void store_spread_rgb(float* to, F32 a, F32 b, F32 c) noexcept {
  const __m512i in_a = _mm512_setr_epi32(0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10, 11, 11);
  const __m512i from_12 = _mm512_add_epi32(in_a, _mm512_set1_epi32(12));
  const __m512i from_8 = _mm512_add_epi32(in_a, _mm512_set1_epi32(8));
  const __m512i from_4 = _mm512_add_epi32(in_a, _mm512_set1_epi32(4));
  _mm512_storeu_ps(to, _mm512_permutexvar_ps(in_a, a.data));
  _mm512_storeu_ps(to + 16, _mm512_permutex2var_ps(a.data, from_12, b.data));
  _mm512_storeu_ps(to + 32, _mm512_permutex2var_ps(b.data, from_8, c.data));
  _mm512_storeu_ps(to + 48, _mm512_permutexvar_ps(from_4, c.data));
}
inline F32 look_up(const float* table, I32 places) noexcept { return F32(_mm512_i32gather_ps(places.data, table, 4)); }
inline U16 narrow_to_words(I32 a, I32 b) noexcept {
  const __m512i order = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
  return U16(_mm512_permutexvar_epi64(order, _mm512_packus_epi32(a.data, b.data)));
}
inline F32 broadcast_odd(F32 a) noexcept { return F32(_mm512_movehdup_ps(a.data)); }
inline F32 with_odd(F32 even, F32 odd) noexcept { return F32(_mm512_mask_blend_ps(0xaaaa, even.data, odd.data)); }

// Pairs that do not lie near enough to each other for a shuffle.
inline I16 load_pairs_one_by_one(const std::int16_t* source, const std::int32_t* starts) noexcept {
  std::int32_t pairs[I32::size];
  for (std::size_t i = 0; i < I32::size; ++i) __builtin_memcpy(&pairs[i], source + starts[i], sizeof(pairs[i]));
  return I16(I32::load_unaligned(pairs).data);
}

template <>
class Window<1> {
 public:
  static constexpr std::size_t kPixels = 16;
  void look_at(const std::int32_t* starts) noexcept {
    starts_ = starts;
    near_ = starts[15] - starts[0] <= kReach;
    const __m512i from_first = _mm512_sub_epi32(_mm512_loadu_si512(starts), _mm512_set1_epi32(starts[0]));
    order_ =
        _mm512_add_epi32(_mm512_set1_epi32(0x00010000), _mm512_or_si512(from_first, _mm512_slli_epi32(from_first, 16)));
  }
  [[nodiscard]] bool near() const noexcept { return near_; }
  template <bool kNear>
  [[nodiscard]] I16 load(const std::int16_t* source) const noexcept {
    if constexpr (!kNear) return load_pairs_one_by_one(source, starts_);
    return I16(_mm512_permutexvar_epi16(order_, _mm512_loadu_si512(source + starts_[0])));
  }

 private:
  static constexpr int kReach = 30;  // a pair that begins there is the last of 32 samples
  const std::int32_t* starts_;
  bool near_;
  __m512i order_;
};

template <>
class Window<3> {
 public:
  static constexpr std::size_t kPixels = 4;
  void look_at(const std::int32_t* starts) noexcept {
    for (std::size_t i = 0; i < kPixels; ++i) offsets_[i] = std::ptrdiff_t{3} * starts[i];
    near_ = starts[3] - starts[0] <= kReach;
    const __m128i from_first = _mm_sub_epi32(load_128(starts), _mm_set1_epi32(starts[0]));
    const __m128i samples = _mm_add_epi32(from_first, _mm_add_epi32(from_first, from_first));
    const __m512i lanes =
        _mm512_permutexvar_epi32(_mm512_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3),
                                 _mm512_castsi128_si512(_mm_or_si128(samples, _mm_slli_epi32(samples, 16))));
    order_ = _mm512_add_epi16(lanes, _mm512_broadcast_i32x4(_mm_setr_epi16(0, 3, 1, 4, 2, 5, 0, 0)));
  }
  [[nodiscard]] bool near() const noexcept { return near_; }
  template <bool kNear>
  [[nodiscard]] I16 load(const std::int16_t* source) const noexcept {
    if constexpr (kNear) return I16(_mm512_permutexvar_epi16(order_, _mm512_loadu_si512(source + offsets_[0])));
    const __m256i low = load_two_lanes(source + offsets_[0], source + offsets_[1]);
    const __m256i high = load_two_lanes(source + offsets_[2], source + offsets_[3]);
    const __m512i pairs = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11, -1, -1, -1, -1));
    return I16(_mm512_shuffle_epi8(_mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1), pairs));
  }

 private:
  static constexpr int kReach = 8;  // two pixels that begin there end within 32 samples
  std::ptrdiff_t offsets_[kPixels];
  bool near_;
  __m512i order_;
};

}  // namespace
}  // namespace tbbimg
