// Operations on 128 bits that all x86 levels share: of bytes in memory, and of four elements that belong to one pixel.
#pragma once

#include <immintrin.h>

namespace tbbimg {
namespace {

/// Four elements of 32 bits on every level. Operators take another four, or one number for all four.
using I32x4 [[gnu::vector_size(16)]] = std::int32_t;
using F32x4 = __m128;

inline __m128i load_128(const void* from) noexcept { return _mm_loadu_si128(static_cast<const __m128i*>(from)); }
inline __m128i load_64(const void* from) noexcept { return _mm_loadl_epi64(static_cast<const __m128i*>(from)); }
/// Exactly 12 bytes.
inline __m128i load_96(const void* from) noexcept {
  int last = 0;
  __builtin_memcpy(&last, static_cast<const unsigned char*>(from) + 8, sizeof(last));
  return _mm_unpacklo_epi64(load_64(from), _mm_cvtsi32_si128(last));
}
inline void store_128(void* to, __m128i value) noexcept { _mm_storeu_si128(static_cast<__m128i*>(to), value); }
inline void store_64(void* to, __m128i value) noexcept { _mm_storel_epi64(static_cast<__m128i*>(to), value); }
inline void store_32(void* to, __m128i value) noexcept {
  const int low = _mm_cvtsi128_si32(value);
  __builtin_memcpy(to, &low, sizeof(low));
}

/// Makes what was stored past the caches visible to other threads.
inline void flush_streaming_stores() noexcept { _mm_sfence(); }

inline __m128i bits_of(I32x4 a) noexcept { return reinterpret_cast<__m128i>(a); }
inline I32x4 as_i32x4(__m128i bits) noexcept { return reinterpret_cast<I32x4>(bits); }

/// Two pixels of four 16-bit elements each without their fourth: exactly 12 bytes.
inline void store_two_rgb_words(std::uint8_t* to, __m128i pixels) noexcept {
  const __m128i second = _mm_slli_si128(_mm_srli_si128(pixels, 8), 6);
  const __m128i both = _mm_or_si128(_mm_and_si128(pixels, _mm_set_epi32(0, 0, 0xffff, -1)), second);
  store_64(to, both);
  store_32(to + 8, _mm_srli_si128(both, 8));
}

inline I32x4 load_four(const std::int32_t* from) noexcept { return as_i32x4(load_128(from)); }
inline F32x4 load_four(const float* from) noexcept { return _mm_loadu_ps(from); }
inline void store_four(void* to, I32x4 value) noexcept { store_128(to, bits_of(value)); }

/// Element i to the four bytes at to + i * stride.
inline void store_elements(std::uint8_t* to, std::ptrdiff_t stride, I32x4 value) noexcept {
  store_32(to, bits_of(value));
  store_32(to + stride, _mm_srli_si128(bits_of(value), 4));
  store_32(to + 2 * stride, _mm_srli_si128(bits_of(value), 8));
  store_32(to + 3 * stride, _mm_srli_si128(bits_of(value), 12));
}

/// kFloats numbers: each is the sum of the elements whose places differ by a multiple of kFloats.
template <int kFloats>
inline void store_folded(float* to, F32x4 sums) noexcept {
  if constexpr (kFloats == 4) {
    _mm_storeu_ps(to, sums);
  } else {
    sums = _mm_add_ps(sums, _mm_movehl_ps(sums, sums));
    if constexpr (kFloats == 2) {
      store_64(to, _mm_castps_si128(sums));
    } else {
      _mm_store_ss(to, _mm_add_ss(sums, _mm_shuffle_ps(sums, sums, 1)));
    }
  }
}

/// The sums of the four elements of each argument, in the arguments' order.
inline I32x4 sum_elements(I32x4 a, I32x4 b, I32x4 c, I32x4 d) noexcept {
  const I32x4 ab = as_i32x4(_mm_unpacklo_epi32(bits_of(a), bits_of(b))) +  //
                   as_i32x4(_mm_unpackhi_epi32(bits_of(a), bits_of(b)));
  const I32x4 cd = as_i32x4(_mm_unpacklo_epi32(bits_of(c), bits_of(d))) +  //
                   as_i32x4(_mm_unpackhi_epi32(bits_of(c), bits_of(d)));
  return as_i32x4(_mm_unpacklo_epi64(bits_of(ab), bits_of(cd))) +
         as_i32x4(_mm_unpackhi_epi64(bits_of(ab), bits_of(cd)));
}

/// round(value / 2^kShift), clamped to a byte: element i has the four bytes of the i-th argument.
template <int kShift>
inline I32x4 round_to_bytes(I32x4 a, I32x4 b, I32x4 c, I32x4 d) noexcept {
  constexpr int kHalf = 1 << (kShift - 1);
  const __m128i ab = _mm_packs_epi32(bits_of((a + kHalf) >> kShift), bits_of((b + kHalf) >> kShift));
  const __m128i cd = _mm_packs_epi32(bits_of((c + kHalf) >> kShift), bits_of((d + kHalf) >> kShift));
  return as_i32x4(_mm_packus_epi16(ab, cd));
}

/// Each element plus those kChannels, 2 kChannels, ... before it.
template <std::size_t kChannels>
inline I32x4 prefix_sums(I32x4 a) noexcept {
  if constexpr (kChannels == 1) a += as_i32x4(_mm_slli_si128(bits_of(a), 4));
  if constexpr (kChannels <= 2) a += as_i32x4(_mm_slli_si128(bits_of(a), 8));
  return a;
}
/// The last pixel over and over; one of three or four channels fills all four elements.
template <std::size_t kChannels>
inline I32x4 repeat_last(I32x4 a) noexcept {
  if constexpr (kChannels == 1) return as_i32x4(_mm_shuffle_epi32(bits_of(a), 0xff));
  if constexpr (kChannels == 2) return as_i32x4(_mm_shuffle_epi32(bits_of(a), 0xee));
  return a;
}

/// Not a number becomes 0.
inline F32x4 clamp(F32x4 a, float largest) noexcept {
  return _mm_min_ps(_mm_max_ps(a, _mm_setzero_ps()), _mm_set1_ps(largest));
}
inline F32x4 broadcast_last(F32x4 a) noexcept { return _mm_shuffle_ps(a, a, 0xff); }
/// The first three elements of `colours`, the last of `alpha`.
inline F32x4 with_last(F32x4 colours, F32x4 alpha) noexcept {
  const __m128 last = _mm_castsi128_ps(_mm_set_epi32(-1, 0, 0, 0));
  return _mm_or_ps(_mm_andnot_ps(last, colours), _mm_and_ps(last, alpha));
}
/// `values` where `compared` is at least `least`, otherwise 0.
inline F32x4 where_at_least(F32x4 compared, float least, F32x4 values) noexcept {
  return _mm_and_ps(values, _mm_cmpge_ps(compared, _mm_set1_ps(least)));
}
/// Whole parts of 0 to 255 as four bytes.
inline void store_as_bytes(std::uint8_t* to, F32x4 values) noexcept {
  const __m128i words = _mm_packs_epi32(_mm_cvttps_epi32(values), _mm_setzero_si128());
  store_32(to, _mm_packus_epi16(words, words));
}

}  // namespace
}  // namespace tbbimg
