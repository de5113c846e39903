// Operations on 128 bits that all x86 levels share.
#pragma once

#include <immintrin.h>

namespace tbbimg {
namespace {

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

/// The sums of the four elements of each argument, in their order.
inline __m128i sum_elements(__m128i a, __m128i b, __m128i c, __m128i d) noexcept {
  const __m128i ab = _mm_add_epi32(_mm_unpacklo_epi32(a, b), _mm_unpackhi_epi32(a, b));
  const __m128i cd = _mm_add_epi32(_mm_unpacklo_epi32(c, d), _mm_unpackhi_epi32(c, d));
  return _mm_add_epi32(_mm_unpacklo_epi64(ab, cd), _mm_unpackhi_epi64(ab, cd));
}

/// round(value / 2^kShift), clamped to a byte, of the four elements of each argument.
template <int kShift>
inline __m128i round_to_bytes(__m128i a, __m128i b, __m128i c, __m128i d) noexcept {
  const __m128i half = _mm_set1_epi32(1 << (kShift - 1));
  const __m128i ab =
      _mm_packs_epi32(_mm_srai_epi32(_mm_add_epi32(a, half), kShift), _mm_srai_epi32(_mm_add_epi32(b, half), kShift));
  const __m128i cd =
      _mm_packs_epi32(_mm_srai_epi32(_mm_add_epi32(c, half), kShift), _mm_srai_epi32(_mm_add_epi32(d, half), kShift));
  return _mm_packus_epi16(ab, cd);
}

}  // namespace
}  // namespace tbbimg
