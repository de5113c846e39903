// Operations of kernels/arch/ops.hpp for SSE2.
#pragma once

#include <immintrin.h>

#include "kernels/arch/ops_x86.hpp"

namespace tbbimg {
namespace {

using Arch = xsimd::sse2;
using U8 = xsimd::batch<std::uint8_t, Arch>;
using I16 = xsimd::batch<std::int16_t, Arch>;
using U16 = xsimd::batch<std::uint16_t, Arch>;
using I32 = xsimd::batch<std::int32_t, Arch>;
using U32 = xsimd::batch<std::uint32_t, Arch>;
using F32 = xsimd::batch<float, Arch>;

inline constexpr std::size_t kLanes = 1;
inline constexpr std::size_t kBytes = 16 * kLanes;

/// The halves of a result twice as wide as a register.
struct U16Halves {
  U16 low;
  U16 high;
};

inline U8 interleave_low(U8 a, U8 b) noexcept { return U8(_mm_unpacklo_epi8(a.data, b.data)); }
inline U8 interleave_high(U8 a, U8 b) noexcept { return U8(_mm_unpackhi_epi8(a.data, b.data)); }

inline U8 interleave_low_16(U8 a, U8 b) noexcept { return U8(_mm_unpacklo_epi16(a.data, b.data)); }
inline U8 interleave_high_16(U8 a, U8 b) noexcept { return U8(_mm_unpackhi_epi16(a.data, b.data)); }
inline I16 interleave_low(I16 a, I16 b) noexcept { return I16(_mm_unpacklo_epi16(a.data, b.data)); }
inline I16 interleave_high(I16 a, I16 b) noexcept { return I16(_mm_unpackhi_epi16(a.data, b.data)); }

inline U8 interleave_low_32(U8 a, U8 b) noexcept { return U8(_mm_unpacklo_epi32(a.data, b.data)); }
inline U8 interleave_high_32(U8 a, U8 b) noexcept { return U8(_mm_unpackhi_epi32(a.data, b.data)); }
inline U8 interleave_low_64(U8 a, U8 b) noexcept { return U8(_mm_unpacklo_epi64(a.data, b.data)); }
inline U8 interleave_high_64(U8 a, U8 b) noexcept { return U8(_mm_unpackhi_epi64(a.data, b.data)); }

inline U16 widen_low(U8 a) noexcept { return U16(_mm_unpacklo_epi8(a.data, _mm_setzero_si128())); }
inline U16 widen_high(U8 a) noexcept { return U16(_mm_unpackhi_epi8(a.data, _mm_setzero_si128())); }
inline I32 widen_low(U16 a) noexcept { return I32(_mm_unpacklo_epi16(a.data, _mm_setzero_si128())); }
inline I32 widen_high(U16 a) noexcept { return I32(_mm_unpackhi_epi16(a.data, _mm_setzero_si128())); }
/// U16::size bytes, in order.
inline U16 load_widened(const std::uint8_t* from) noexcept {
  return U16(_mm_unpacklo_epi8(load_64(from), _mm_setzero_si128()));
}

/// Saturating.
inline U8 narrow(I16 low, I16 high) noexcept { return U8(_mm_packus_epi16(low.data, high.data)); }
inline I16 narrow(I32 low, I32 high) noexcept { return I16(_mm_packs_epi32(low.data, high.data)); }
/// Saturating; `a` comes before `b`.
inline U8 narrow_in_order(I16 a, I16 b) noexcept { return narrow(a, b); }

/// A whole register past the caches, to an address aligned to its size.
inline void stream_batch(std::uint8_t* to, U8 value) noexcept {
  _mm_stream_si128(static_cast<__m128i*>(static_cast<void*>(to)), value.data);
}

/// Two registers as widen_low() and widen_high() make them, to consecutive memory.
template <class T, class Batch>
inline void store_in_order(T* to, Batch low, Batch high) noexcept {
  low.store_unaligned(to);
  high.store_unaligned(to + Batch::size);
}

/// xsimd's compare and select, on SSE2.
inline U8 smaller(U8 a, U8 b) noexcept { return U8(_mm_min_epu8(a.data, b.data)); }
inline U8 larger(U8 a, U8 b) noexcept { return U8(_mm_max_epu8(a.data, b.data)); }
inline U16 smaller(U16 a, U16 b) noexcept { return U16(_mm_sub_epi16(a.data, _mm_subs_epu16(a.data, b.data))); }
inline U16 larger(U16 a, U16 b) noexcept { return U16(_mm_add_epi16(b.data, _mm_subs_epu16(a.data, b.data))); }

inline I32 multiply_add_pairs(I16 a, I16 b) noexcept { return I32(_mm_madd_epi16(a.data, b.data)); }
inline U16 multiply_high(U16 a, U16 b) noexcept { return U16(_mm_mulhi_epu16(a.data, b.data)); }
inline I16 multiply_high(I16 a, I16 b) noexcept { return I16(_mm_mulhi_epi16(a.data, b.data)); }
inline U16 multiply_low(U16 a, U16 b) noexcept { return U16(_mm_mullo_epi16(a.data, b.data)); }

/// (a + b) << 6.
inline U16Halves sum_with_6_bits(U8 a, U8 b) noexcept {
  return {U16(_mm_slli_epi16(_mm_add_epi16(widen_low(a).data, widen_low(b).data), 6)),
          U16(_mm_slli_epi16(_mm_add_epi16(widen_high(a).data, widen_high(b).data), 6))};
}

/// Two weights of 8 bits for every pair of bytes. Sums must fit into 16 bits.
class BytePairWeights {
 public:
  explicit BytePairWeights(const std::int16_t* weights) noexcept
      : first_(_mm_set1_epi16(weights[0])), second_(_mm_set1_epi16(weights[1])) {}
  [[nodiscard]] I16 multiply_add(U8 pairs) const noexcept {
    const __m128i low = _mm_and_si128(pairs.data, _mm_set1_epi16(0xff));
    const __m128i high = _mm_srli_epi16(pairs.data, 8);
    return I16(_mm_add_epi16(_mm_mullo_epi16(low, first_), _mm_mullo_epi16(high, second_)));
  }

 private:
  __m128i first_;
  __m128i second_;
};

/// 2 kLanes RGB pixels as pairs in lanes of R0R1 G0G1 B0B1 and something; reads 12 elements.
inline I16 load_rgb_pairs(const std::int16_t* pixels) noexcept {
  const __m128i first = load_128(pixels);
  const __m128i second = load_128(pixels + 3);
  return I16(_mm_unpacklo_epi16(first, second));
}

/// 2 kLanes weights: lane i repeats the i-th pair.
inline I16 load_lane_weights(const std::int16_t* weights) noexcept {
  std::int32_t pair = 0;
  __builtin_memcpy(&pair, weights, sizeof(pair));
  return I16(_mm_set1_epi32(pair));
}

inline I32x4 sum_lanes(I32 a) noexcept { return as_i32x4(a.data); }

/// Four pixels of 3 bytes, one in 4 bytes each, the fourth undefined. spread_rgb() finds its pixels from the first byte
/// of each lane on.
inline U8 spread_rgb(U8 pixels) noexcept {
  const __m128i low = _mm_unpacklo_epi32(pixels.data, _mm_srli_si128(pixels.data, 3));
  const __m128i high = _mm_unpacklo_epi32(_mm_srli_si128(pixels.data, 6), _mm_srli_si128(pixels.data, 9));
  return U8(_mm_unpacklo_epi64(low, high));
}
/// 4 kLanes pixels, of which exactly 12 kLanes bytes are read.
inline U8 load_rgb(const std::uint8_t* from) noexcept { return spread_rgb(U8(load_96(from))); }
/// 16 bytes of each of kLanes rows, one per lane.
inline U8 load_lanes(const std::uint8_t* from, std::ptrdiff_t /*stride*/) noexcept { return U8(load_128(from)); }
/// The opposite; writes exactly 12 kLanes bytes.
inline void store_rgb(std::uint8_t* to, U8 pixels) noexcept {
  const __m128i even = _mm_and_si128(pixels.data, _mm_set1_epi64x(0xffffff));
  const __m128i odd = _mm_and_si128(_mm_srli_epi64(pixels.data, 8), _mm_set1_epi64x(0xffffff000000));
  const __m128i six = _mm_or_si128(even, odd);
  const __m128i high = _mm_slli_si128(_mm_srli_si128(six, 8), 6);
  const __m128i packed = _mm_or_si128(_mm_move_epi64(six), high);
  store_64(to, packed);
  store_32(to + 8, _mm_srli_si128(packed, 8));
}

/// Elements of 1, 2, 4 or 8 bytes in the opposite order.
template <int kElement>
inline U8 reverse(U8 a) noexcept {
  if constexpr (kElement == 8) return U8(_mm_shuffle_epi32(a.data, 0x4e));
  if constexpr (kElement == 4) return U8(_mm_shuffle_epi32(a.data, 0x1b));
  const __m128i words = _mm_shuffle_epi32(_mm_shufflehi_epi16(_mm_shufflelo_epi16(a.data, 0x1b), 0x1b), 0x4e);
  if constexpr (kElement == 2) return U8(words);
  return U8(_mm_or_si128(_mm_slli_epi16(words, 8), _mm_srli_epi16(words, 8)));
}

/// kPixels RGB pixels in the opposite order, past the caches to an aligned address; 0 pixels: this level has no way,
/// because without byte shuffles memory is not what limits it.
struct StreamedRgb {
  static constexpr std::size_t kPixels = 0;
};

/// The bytes of each lane as a matrix of 4 x 4, transposed: four of a first channel, four of a second, ... to pixels.
inline U8 transpose_4x4(U8 a) noexcept {
  const U8 pairs = interleave_low(a, interleave_high_64(a, a));
  return interleave_low(pairs, interleave_high_64(pairs, pairs));
}

/// A table of 256 bytes, looked up at every byte of a register.
class ByteLookup {
 public:
  /// Whether a register costs less than its bytes one by one.
  static constexpr bool kFast = false;
  explicit ByteLookup(const std::uint8_t* table) noexcept : table_(table) {}
  U8 operator()(U8 values) const noexcept {
    std::uint64_t halves[2];
    __builtin_memcpy(halves, &values.data, sizeof(halves));
    return U8(_mm_set_epi64x(static_cast<long long>(eight(halves[1])), static_cast<long long>(eight(halves[0]))));
  }

 private:
  [[nodiscard]] std::uint64_t eight(std::uint64_t values) const noexcept {
    std::uint64_t found = 0;
    for (int shift = 0; shift < 64; shift += 8) found |= std::uint64_t{table_[values >> shift & 0xff]} << shift;
    return found;
  }
  const std::uint8_t* table_;
};

/// 4 kLanes bytes, one in each 32-bit element.
inline U32 load_widened_32(const std::uint8_t* from) noexcept {
  int bytes = 0;
  __builtin_memcpy(&bytes, from, sizeof(bytes));
  const __m128i words = _mm_unpacklo_epi8(_mm_cvtsi32_si128(bytes), _mm_setzero_si128());
  return U32(_mm_unpacklo_epi16(words, _mm_setzero_si128()));
}

/// Each pixel's alpha in all four 16-bit elements of the pixel.
inline U16 broadcast_alpha(U16 rgba) noexcept {
  return U16(_mm_shufflehi_epi16(_mm_shufflelo_epi16(rgba.data, 0xff), 0xff));
}

/// The elements of four registers, saturated to bytes, in order.
inline U8 narrow_in_order(I32 a, I32 b, I32 c, I32 d) noexcept { return narrow(narrow(a, b), narrow(c, d)); }
/// The low 16 bits of 32-bit elements, which are below 0x8000 as signed numbers go, as consecutive memory: 8 kLanes.
inline void store_low_words(std::uint8_t* to, U32 values) noexcept {
  const __m128i extended = _mm_srai_epi32(_mm_slli_epi32(values.data, 16), 16);
  store_64(to, _mm_packs_epi32(extended, extended));
}

/// 4 kLanes bytes as floats.
inline F32 load_bytes_as_floats(const std::uint8_t* from) noexcept {
  return F32(_mm_cvtepi32_ps(load_widened_32(from).data));
}
/// Four floats per lane: each lane's last in all four.
inline F32 broadcast_last(F32 a) noexcept { return F32(_mm_shuffle_ps(a.data, a.data, 0xff)); }
/// The first three of each lane from `colours`, the last from `alpha`.
inline F32 with_last(F32 colours, F32 alpha) noexcept {
  const __m128 mask = _mm_castsi128_ps(_mm_set_epi32(-1, 0, 0, 0));
  return F32(_mm_or_ps(_mm_andnot_ps(mask, colours.data), _mm_and_ps(mask, alpha.data)));
}

/// Each element plus those kChannels, 2 kChannels, ... before it.
template <std::size_t kChannels>
inline U16 prefix_sums(U16 a) noexcept {
  __m128i sums = _mm_add_epi16(a.data, _mm_slli_si128(a.data, 2 * kChannels));
  sums = _mm_add_epi16(sums, _mm_slli_si128(sums, 4 * kChannels));
  if constexpr (kChannels == 1) sums = _mm_add_epi16(sums, _mm_slli_si128(sums, 8));
  return U16(sums);
}
/// The last kChannels elements over and over, in the phase in which a register that follows needs them.
template <std::size_t kChannels>
inline U16 repeat_last(U16 a) noexcept {
  static_assert(kChannels == 1 || kChannels == 3);
  if constexpr (kChannels == 1) {
    const __m128i last = _mm_shufflehi_epi16(a.data, 0xff);
    return U16(_mm_unpackhi_epi64(last, last));
  }
  const __m128i first_half = _mm_shufflehi_epi16(a.data, _MM_SHUFFLE(1, 3, 2, 1));
  return U16(_mm_unpackhi_epi64(first_half, _mm_shufflehi_epi16(a.data, _MM_SHUFFLE(2, 1, 3, 2))));
}

/// The next weights, each kTimes over: as many as fill a register.
template <int kTimes>
inline F32 repeat(const float* weights) noexcept {
  if constexpr (kTimes == 1) return F32::load_unaligned(weights);
  if constexpr (kTimes == 4) return F32(weights[0]);
  const __m128 pair = _mm_castsi128_ps(load_64(weights));
  return F32(_mm_unpacklo_ps(pair, pair));
}
/// The sums of the elements that have the same place in a lane.
inline F32x4 sum_lanes(F32 a) noexcept { return a.data; }
/// 4 kLanes samples of 16 bits.
inline I32 load_words(const std::uint8_t* from) noexcept {
  return I32(_mm_unpacklo_epi16(load_64(from), _mm_setzero_si128()));
}
/// kLanes pixels of four 16-bit elements that lie `stride` bytes apart, each in a lane. (Of RGB the fourth is
/// anything.)
inline I32 load_word_pixels(const std::uint8_t* from, std::ptrdiff_t /*stride*/) noexcept { return load_words(from); }
/// Whole numbers of 0 to 65535 narrowed within each lane, `low` before `high`.
inline U16 narrow_lanes_to_words(I32 low, I32 high) noexcept {
  const __m128i middle = _mm_set1_epi32(32768);
  const __m128i words = _mm_packs_epi32(_mm_sub_epi32(low.data, middle), _mm_sub_epi32(high.data, middle));
  return U16(_mm_xor_si128(words, _mm_set1_epi16(-32768)));
}
/// Of each lane the two pixels of `low` and the two of `high`, without their fourth elements.
inline void store_rgb_words(std::uint8_t* to, U16 low, U16 high) noexcept {
  store_two_rgb_words(to, low.data);
  store_two_rgb_words(to + 12, high.data);
}
/// Three registers of RGB to four of as many pixels with four floats each, the fourth undefined but one of these.
inline void store_spread_rgb(float* to, F32 a, F32 b, F32 c) noexcept {
  _mm_storeu_ps(to, a.data);
  const __m128 last_of_a = _mm_shuffle_ps(a.data, a.data, 0xff);
  _mm_storeu_ps(to + 4, _mm_move_ss(_mm_shuffle_ps(b.data, b.data, 0x50), last_of_a));
  _mm_storeu_ps(to + 8, _mm_shuffle_ps(b.data, c.data, 0x0e));
  _mm_storeu_ps(to + 12, _mm_shuffle_ps(c.data, c.data, 0xf9));
}
/// The entries of a table at these places.
inline F32 look_up(const float* table, I32 places) noexcept {
  std::int32_t index[4];
  store_128(index, places.data);
  return F32(_mm_setr_ps(table[index[0]], table[index[1]], table[index[2]], table[index[3]]));
}
/// 0 to 65535, in order.
inline U16 narrow_to_words(I32 a, I32 b) noexcept { return narrow_lanes_to_words(a, b); }
/// Each odd element, also in the place before it.
inline F32 broadcast_odd(F32 a) noexcept { return F32(_mm_shuffle_ps(a.data, a.data, 0xf5)); }
/// Even elements of the first, odd ones of the second.
inline F32 with_odd(F32 even, F32 odd) noexcept {
  const __m128 mask = _mm_castsi128_ps(_mm_set_epi32(-1, 0, -1, 0));
  return F32(_mm_or_ps(_mm_andnot_ps(mask, even.data), _mm_and_ps(mask, odd.data)));
}

template <>
class Window<3> {
 public:
  static constexpr std::size_t kPixels = 1;
  void look_at(const std::int32_t* starts) noexcept { offset_ = std::ptrdiff_t{3} * starts[0]; }
  [[nodiscard]] static bool near() noexcept { return true; }
  template <bool kNear>
  [[nodiscard]] I16 load(const std::int16_t* source) const noexcept {
    return load_rgb_pairs(source + offset_);
  }

 private:
  std::ptrdiff_t offset_;
};

}  // namespace
}  // namespace tbbimg
