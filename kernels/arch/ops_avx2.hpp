// Operations of kernels/arch/ops.hpp for AVX2.
#pragma once

#include <immintrin.h>

#include "kernels/arch/ops_x86.hpp"

namespace tbbimg {
namespace {

using Arch = xsimd::avx2;
using U8 = xsimd::batch<std::uint8_t, Arch>;
using I16 = xsimd::batch<std::int16_t, Arch>;
using U16 = xsimd::batch<std::uint16_t, Arch>;
using I32 = xsimd::batch<std::int32_t, Arch>;
using U32 = xsimd::batch<std::uint32_t, Arch>;
using F32 = xsimd::batch<float, Arch>;

inline constexpr std::size_t kLanes = 2;
inline constexpr std::size_t kBytes = 16 * kLanes;

/// The halves of a result twice as wide as a register.
struct U16Halves {
  U16 low;
  U16 high;
};

inline U8 interleave_low(U8 a, U8 b) noexcept { return U8(_mm256_unpacklo_epi8(a.data, b.data)); }
inline U8 interleave_high(U8 a, U8 b) noexcept { return U8(_mm256_unpackhi_epi8(a.data, b.data)); }

inline U8 interleave_low_16(U8 a, U8 b) noexcept { return U8(_mm256_unpacklo_epi16(a.data, b.data)); }
inline U8 interleave_high_16(U8 a, U8 b) noexcept { return U8(_mm256_unpackhi_epi16(a.data, b.data)); }
inline I16 interleave_low(I16 a, I16 b) noexcept { return I16(_mm256_unpacklo_epi16(a.data, b.data)); }
inline I16 interleave_high(I16 a, I16 b) noexcept { return I16(_mm256_unpackhi_epi16(a.data, b.data)); }

inline U8 interleave_low_32(U8 a, U8 b) noexcept { return U8(_mm256_unpacklo_epi32(a.data, b.data)); }
inline U8 interleave_high_32(U8 a, U8 b) noexcept { return U8(_mm256_unpackhi_epi32(a.data, b.data)); }
inline U8 interleave_low_64(U8 a, U8 b) noexcept { return U8(_mm256_unpacklo_epi64(a.data, b.data)); }
inline U8 interleave_high_64(U8 a, U8 b) noexcept { return U8(_mm256_unpackhi_epi64(a.data, b.data)); }

inline U16 widen_low(U8 a) noexcept { return U16(_mm256_unpacklo_epi8(a.data, _mm256_setzero_si256())); }
inline U16 widen_high(U8 a) noexcept { return U16(_mm256_unpackhi_epi8(a.data, _mm256_setzero_si256())); }
inline I32 widen_low(U16 a) noexcept { return I32(_mm256_unpacklo_epi16(a.data, _mm256_setzero_si256())); }
inline I32 widen_high(U16 a) noexcept { return I32(_mm256_unpackhi_epi16(a.data, _mm256_setzero_si256())); }
inline U16 load_widened(const std::uint8_t* from) noexcept { return U16(_mm256_cvtepu8_epi16(load_128(from))); }

inline U8 narrow(I16 low, I16 high) noexcept { return U8(_mm256_packus_epi16(low.data, high.data)); }
inline I16 narrow(I32 low, I32 high) noexcept { return I16(_mm256_packs_epi32(low.data, high.data)); }
inline U8 narrow_in_order(I16 a, I16 b) noexcept {
  return U8(_mm256_permute4x64_epi64(_mm256_packus_epi16(a.data, b.data), 0xd8));
}

/// A whole register past the caches, to an address aligned to its size.
inline void stream_batch(std::uint8_t* to, U8 value) noexcept {
  _mm256_stream_si256(static_cast<__m256i*>(static_cast<void*>(to)), value.data);
}

template <class T, class Batch>
inline void store_in_order(T* to, Batch low, Batch high) noexcept {
  Batch(_mm256_permute2x128_si256(low.data, high.data, 0x20)).store_unaligned(to);
  Batch(_mm256_permute2x128_si256(low.data, high.data, 0x31)).store_unaligned(to + Batch::size);
}

inline U8 smaller(U8 a, U8 b) noexcept { return U8(_mm256_min_epu8(a.data, b.data)); }
inline U8 larger(U8 a, U8 b) noexcept { return U8(_mm256_max_epu8(a.data, b.data)); }
inline U16 smaller(U16 a, U16 b) noexcept { return U16(_mm256_min_epu16(a.data, b.data)); }
inline U16 larger(U16 a, U16 b) noexcept { return U16(_mm256_max_epu16(a.data, b.data)); }

inline I32 multiply_add_pairs(I16 a, I16 b) noexcept { return I32(_mm256_madd_epi16(a.data, b.data)); }
inline U16 multiply_high(U16 a, U16 b) noexcept { return U16(_mm256_mulhi_epu16(a.data, b.data)); }
inline I16 multiply_high(I16 a, I16 b) noexcept { return I16(_mm256_mulhi_epi16(a.data, b.data)); }
inline U16 multiply_low(U16 a, U16 b) noexcept { return U16(_mm256_mullo_epi16(a.data, b.data)); }

inline U16Halves sum_with_6_bits(U8 a, U8 b) noexcept {
  const __m256i weight = _mm256_set1_epi8(64);
  return {U16(_mm256_maddubs_epi16(interleave_low(a, b).data, weight)),
          U16(_mm256_maddubs_epi16(interleave_high(a, b).data, weight))};
}

inline __m256i load_two_lanes(const void* first, const void* second) noexcept {
  const __m128i low = load_128(first);
  return _mm256_inserti128_si256(_mm256_castsi128_si256(low), load_128(second), 1);
}

class BytePairWeights {
 public:
  explicit BytePairWeights(const std::int16_t* weights) noexcept
      : weights_(_mm256_set1_epi16(static_cast<std::int16_t>((weights[0] & 0xff) | (weights[1] * 256)))) {}
  [[nodiscard]] I16 multiply_add(U8 pairs) const noexcept { return I16(_mm256_maddubs_epi16(pairs.data, weights_)); }

 private:
  __m256i weights_;
};

/// Each lane's first two RGB pixels as pairs.
inline I16 rgb_pairs(__m256i pixels) noexcept {
  const __m256i pairs =
      _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11, -1, -1, -1, -1));
  return I16(_mm256_shuffle_epi8(pixels, pairs));
}
inline I16 load_rgb_pairs(const std::int16_t* pixels) noexcept { return rgb_pairs(load_two_lanes(pixels, pixels + 6)); }

inline I16 load_lane_weights(const std::int16_t* weights) noexcept {
  std::int64_t pairs = 0;
  __builtin_memcpy(&pairs, weights, sizeof(pairs));
  return I16(_mm256_permutevar8x32_epi32(_mm256_set1_epi64x(pairs), _mm256_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1)));
}

inline I32x4 sum_lanes(I32 a) noexcept {
  return as_i32x4(_mm_add_epi32(_mm256_castsi256_si128(a.data), _mm256_extracti128_si256(a.data, 1)));
}

inline U8 spread_rgb(U8 pixels) noexcept {
  const __m256i spread =
      _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1));
  return U8(_mm256_shuffle_epi8(pixels.data, spread));
}
inline U8 load_rgb(const std::uint8_t* from) noexcept {
  // The second lane's pixels are the last twelve bytes of its load, which thus ends where they end.
  const __m256i spread = _mm256_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1, 4, 5, 6, -1, 7, 8, 9,
                                          -1, 10, 11, 12, -1, 13, 14, 15, -1);
  return U8(_mm256_shuffle_epi8(load_two_lanes(from, from + 8), spread));
}
inline U8 load_lanes(const std::uint8_t* from, std::ptrdiff_t stride) noexcept {
  return U8(load_two_lanes(from, from + stride));
}
inline void store_rgb(std::uint8_t* to, U8 pixels) noexcept {
  const __m256i pack =
      _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));
  const __m256i packed =
      _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(pixels.data, pack), _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7));
  store_128(to, _mm256_castsi256_si128(packed));
  store_64(to + 16, _mm256_extracti128_si256(packed, 1));
}

template <int kElement>
inline U8 reverse(U8 a) noexcept {
  const __m256i swapped = _mm256_permute2x128_si256(a.data, a.data, 0x01);
  if constexpr (kElement == 8) return U8(_mm256_shuffle_epi32(swapped, 0x4e));
  if constexpr (kElement == 4) return U8(_mm256_shuffle_epi32(swapped, 0x1b));
  const __m128i order = kElement == 2 ? _mm_setr_epi8(14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1)
                                      : _mm_setr_epi8(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  return U8(_mm256_shuffle_epi8(swapped, _mm256_broadcastsi128_si256(order)));
}

/// Bytes of `from` that byte i of 16 reversed RGB pixels needs, for the 16 bytes of the result that begin at `to`.
template <int kFrom, int kTo>
inline __m128i reversed_rgb_bytes(__m128i from) noexcept {
  alignas(16) static constexpr auto kOrder = [] {
    struct Order {
      std::int8_t index[16];
    } order{};
    for (int i = 0; i < 16; ++i) {
      const int source = 3 * (15 - (kTo + i) / 3) + (kTo + i) % 3 - kFrom;
      order.index[i] = static_cast<std::int8_t>(source >= 0 && source < 16 ? source : -1);
    }
    return order;
  }();
  return _mm_shuffle_epi8(from, load_128(kOrder.index));
}

/// Pixels of three half registers, to an address aligned to 16.
struct StreamedRgb {
  static constexpr std::size_t kPixels = 16;
  static void store_reversed(std::uint8_t* to, const std::uint8_t* pixels) noexcept {
    const __m128i first = load_128(pixels);
    const __m128i second = load_128(pixels + 16);
    const __m128i third = load_128(pixels + 32);
    const auto stream = [to](std::size_t offset, __m128i value) {
      _mm_stream_si128(static_cast<__m128i*>(static_cast<void*>(to + offset)), value);
    };
    stream(0, _mm_or_si128(reversed_rgb_bytes<32, 0>(third), reversed_rgb_bytes<16, 0>(second)));
    stream(16, _mm_or_si128(reversed_rgb_bytes<16, 16>(second),
                            _mm_or_si128(reversed_rgb_bytes<0, 16>(first), reversed_rgb_bytes<32, 16>(third))));
    stream(32, _mm_or_si128(reversed_rgb_bytes<0, 32>(first), reversed_rgb_bytes<16, 32>(second)));
  }
};

inline U8 transpose_4x4(U8 a) noexcept {
  const __m128i order = _mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  return U8(_mm256_shuffle_epi8(a.data, _mm256_broadcastsi128_si256(order)));
}

/// A shuffle looks up 16 bytes, and gives 0 where the index is negative: with `table[j] ^ table[j - 1]` for the tables
/// and an index that falls by 16 from each to the next, the shuffles up to the right one combine to what it holds.
/// Bytes from 128 on are negative to begin with, and have a second chain.
class ByteLookup {
 public:
  static constexpr bool kFast = false;
  explicit ByteLookup(const std::uint8_t* table) noexcept {
    for (int i = 0; i < 16; ++i) {
      const __m128i own = load_128(table + std::ptrdiff_t{16} * i);
      const __m128i before = i % 8 == 0 ? _mm_setzero_si128() : load_128(table + std::ptrdiff_t{16} * (i - 1));
      steps_[i] = _mm256_broadcastsi128_si256(_mm_xor_si128(own, before));
    }
  }
  U8 operator()(U8 values) const noexcept {
    const __m256i sixteen = _mm256_set1_epi8(16);
    __m256i low = values.data;
    __m256i high = _mm256_xor_si256(values.data, _mm256_set1_epi8(-128));
    __m256i found = _mm256_xor_si256(_mm256_shuffle_epi8(steps_[0], low), _mm256_shuffle_epi8(steps_[8], high));
    for (int i = 1; i < 8; ++i) {
      low = _mm256_subs_epi8(low, sixteen);
      high = _mm256_subs_epi8(high, sixteen);
      found = _mm256_xor_si256(found, _mm256_shuffle_epi8(steps_[i], low));
      found = _mm256_xor_si256(found, _mm256_shuffle_epi8(steps_[i + 8], high));
    }
    return U8(found);
  }

 private:
  __m256i steps_[16];
};

inline U32 load_widened_32(const std::uint8_t* from) noexcept { return U32(_mm256_cvtepu8_epi32(load_64(from))); }

inline U16 broadcast_alpha(U16 rgba) noexcept {
  return U16(_mm256_shufflehi_epi16(_mm256_shufflelo_epi16(rgba.data, 0xff), 0xff));
}

inline U8 narrow_in_order(I32 a, I32 b, I32 c, I32 d) noexcept {
  const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  return U8(_mm256_permutevar8x32_epi32(narrow(narrow(a, b), narrow(c, d)).data, order));
}
inline void store_low_words(std::uint8_t* to, U32 values) noexcept {
  const __m256i order =
      _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 4, 5, 8, 9, 12, 13, -1, -1, -1, -1, -1, -1, -1, -1));
  const __m256i words = _mm256_permute4x64_epi64(_mm256_shuffle_epi8(values.data, order), 0x08);
  store_128(to, _mm256_castsi256_si128(words));
}

inline F32 load_bytes_as_floats(const std::uint8_t* from) noexcept {
  return F32(_mm256_cvtepi32_ps(load_widened_32(from).data));
}
inline F32 broadcast_last(F32 a) noexcept { return F32(_mm256_shuffle_ps(a.data, a.data, 0xff)); }
inline F32 with_last(F32 colours, F32 alpha) noexcept { return F32(_mm256_blend_ps(colours.data, alpha.data, 0x88)); }

/// The order in which elements that follow a lane find their predecessors in it, for two lanes of followers.
template <std::size_t kChannels>
inline __m256i predecessors_in_lane() noexcept {
  static_assert(kChannels == 1 || kChannels == 3);
  if constexpr (kChannels == 1) return _mm256_set1_epi16(0x0f0e);
  return _mm256_setr_epi8(10, 11, 12, 13, 14, 15, 10, 11, 12, 13, 14, 15, 10, 11, 12, 13,  //
                          14, 15, 10, 11, 12, 13, 14, 15, 10, 11, 12, 13, 14, 15, 10, 11);
}
template <std::size_t kChannels>
inline U16 prefix_sums(U16 a) noexcept {
  __m256i sums = _mm256_add_epi16(a.data, _mm256_slli_si256(a.data, 2 * kChannels));
  sums = _mm256_add_epi16(sums, _mm256_slli_si256(sums, 4 * kChannels));
  if constexpr (kChannels == 1) sums = _mm256_add_epi16(sums, _mm256_slli_si256(sums, 8));
  const __m256i before = _mm256_shuffle_epi8(sums, predecessors_in_lane<kChannels>());
  return U16(_mm256_add_epi16(sums, _mm256_permute2x128_si256(before, before, 0x08)));
}
template <std::size_t kChannels>
inline U16 repeat_last(U16 a) noexcept {
  const __m256i high_lane_twice = _mm256_permute2x128_si256(a.data, a.data, 0x11);
  return U16(_mm256_shuffle_epi8(high_lane_twice, predecessors_in_lane<kChannels>()));
}

template <int kTimes>
inline F32 repeat(const float* weights) noexcept {
  if constexpr (kTimes == 1) return F32::load_unaligned(weights);
  const __m256i order =
      kTimes == 4 ? _mm256_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1) : _mm256_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3);
  const __m128i few = kTimes == 4 ? load_64(weights) : load_128(weights);
  return F32(_mm256_castsi256_ps(_mm256_permutevar8x32_epi32(_mm256_castsi128_si256(few), order)));
}
inline F32x4 sum_lanes(F32 a) noexcept {
  return _mm_add_ps(_mm256_castps256_ps128(a.data), _mm256_extractf128_ps(a.data, 1));
}
inline I32 load_words(const std::uint8_t* from) noexcept { return I32(_mm256_cvtepu16_epi32(load_128(from))); }
inline I32 load_word_pixels(const std::uint8_t* from, std::ptrdiff_t stride) noexcept {
  return I32(_mm256_cvtepu16_epi32(_mm_unpacklo_epi64(load_64(from), load_64(from + stride))));
}
inline U16 narrow_lanes_to_words(I32 low, I32 high) noexcept { return U16(_mm256_packus_epi32(low.data, high.data)); }
inline void store_rgb_words(std::uint8_t* to, U16 low, U16 high) noexcept {
  store_two_rgb_words(to, _mm256_castsi256_si128(low.data));
  store_two_rgb_words(to + 12, _mm256_castsi256_si128(high.data));
  store_two_rgb_words(to + 24, _mm256_extracti128_si256(low.data, 1));
  store_two_rgb_words(to + 36, _mm256_extracti128_si256(high.data, 1));
}
inline void store_spread_rgb(float* to, F32 a, F32 b, F32 c) noexcept {
  const __m256 ab = _mm256_blend_ps(a.data, b.data, 0x0f);
  const __m256 bc = _mm256_blend_ps(b.data, c.data, 0x0f);
  _mm256_storeu_ps(to, _mm256_permutevar8x32_ps(a.data, _mm256_setr_epi32(0, 1, 2, 2, 3, 4, 5, 5)));
  _mm256_storeu_ps(to + 8, _mm256_permutevar8x32_ps(ab, _mm256_setr_epi32(6, 7, 0, 0, 1, 2, 3, 3)));
  _mm256_storeu_ps(to + 16, _mm256_permutevar8x32_ps(bc, _mm256_setr_epi32(4, 5, 6, 6, 7, 0, 1, 1)));
  _mm256_storeu_ps(to + 24, _mm256_permutevar8x32_ps(c.data, _mm256_setr_epi32(2, 3, 4, 4, 5, 6, 7, 7)));
}
inline F32 look_up(const float* table, I32 places) noexcept { return F32(_mm256_i32gather_ps(table, places.data, 4)); }
inline U16 narrow_to_words(I32 a, I32 b) noexcept {
  return U16(_mm256_permute4x64_epi64(_mm256_packus_epi32(a.data, b.data), 0xd8));
}
inline F32 broadcast_odd(F32 a) noexcept { return F32(_mm256_movehdup_ps(a.data)); }
inline F32 with_odd(F32 even, F32 odd) noexcept { return F32(_mm256_blend_ps(even.data, odd.data, 0xaa)); }

// Pairs that do not lie near enough to each other for a shuffle.
inline I16 load_pairs_one_by_one(const std::int16_t* source, const std::int32_t* starts) noexcept {
  std::int32_t pairs[I32::size];
  for (std::size_t i = 0; i < I32::size; ++i) __builtin_memcpy(&pairs[i], source + starts[i], sizeof(pairs[i]));
  return I16(I32::load_unaligned(pairs).data);
}

template <>
class Window<1> {
 public:
  static constexpr std::size_t kPixels = 8;
  void look_at(const std::int32_t* starts) noexcept {
    starts_ = starts;
    near_ = starts[3] - starts[0] <= kReach && starts[7] - starts[4] <= kReach;
    const __m256i all = _mm256_loadu_si256(static_cast<const __m256i*>(static_cast<const void*>(starts)));
    const __m256i from_first = _mm256_sub_epi32(all, _mm256_shuffle_epi32(all, 0));
    order_ =
        _mm256_add_epi32(_mm256_set1_epi32(0x03020100), _mm256_mullo_epi32(from_first, _mm256_set1_epi32(0x02020202)));
  }
  [[nodiscard]] bool near() const noexcept { return near_; }
  template <bool kNear>
  [[nodiscard]] I16 load(const std::int16_t* source) const noexcept {
    if constexpr (!kNear) return load_pairs_one_by_one(source, starts_);
    return I16(_mm256_shuffle_epi8(load_two_lanes(source + starts_[0], source + starts_[4]), order_));
  }

 private:
  static constexpr int kReach = 6;  // a pair that begins there is the last in a lane of eight samples
  const std::int32_t* starts_;
  bool near_;
  __m256i order_;
};

template <>
class Window<3> {
 public:
  static constexpr std::size_t kPixels = 2;
  void look_at(const std::int32_t* starts) noexcept {
    for (std::size_t i = 0; i < kPixels; ++i) offsets_[i] = std::ptrdiff_t{3} * starts[i];
  }
  [[nodiscard]] static bool near() noexcept { return true; }
  template <bool kNear>
  [[nodiscard]] I16 load(const std::int16_t* source) const noexcept {
    return rgb_pairs(load_two_lanes(source + offsets_[0], source + offsets_[1]));
  }

 private:
  std::ptrdiff_t offsets_[kPixels];
};

}  // namespace
}  // namespace tbbimg
