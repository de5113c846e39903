// What resampling in floats asks of a level's registers beyond arch/ops.hpp.
#pragma once

#include "kernels/arch/ops.hpp"

namespace tbbimg {
namespace {

//   repeat<kTimes>        each of the next weights, kTimes over: fills a register
//   sum_lanes             the sums of the elements that have the same place in a lane
//   load_bytes, load_words  a register's worth of 8-bit or 16-bit samples
//   look_up               the entries of a table at these places
//   narrow_to_words       the elements of two registers, 0 to 65535, in order
//   broadcast_odd         each odd element, also in the place before it
//   with_odd              even elements of the first, odd ones of the second

#if defined(TBBIMG_LEVEL_sse2)

template <int kTimes>
inline F32 repeat(const float* weights) noexcept {
  if constexpr (kTimes == 1) return load_batch<F32>(weights);
  if constexpr (kTimes == 4) return F32(weights[0]);
  const __m128 pair = _mm_castsi128_ps(load_64(weights));
  return F32(_mm_unpacklo_ps(pair, pair));
}
inline __m128 sum_lanes(F32 a) noexcept { return a.data; }
inline I32 load_bytes(const std::uint8_t* from) noexcept {
  int bytes = 0;
  __builtin_memcpy(&bytes, from, sizeof(bytes));
  const __m128i words = _mm_unpacklo_epi8(_mm_cvtsi32_si128(bytes), _mm_setzero_si128());
  return I32(_mm_unpacklo_epi16(words, _mm_setzero_si128()));
}
inline I32 load_words(const std::uint8_t* from) noexcept {
  return I32(_mm_unpacklo_epi16(load_64(from), _mm_setzero_si128()));
}
inline F32 look_up(const float* table, I32 places) noexcept {
  std::int32_t index[4];
  store_128(index, places.data);
  return F32(_mm_setr_ps(table[index[0]], table[index[1]], table[index[2]], table[index[3]]));
}
inline U16 narrow_to_words(I32 a, I32 b) noexcept {
  const __m128i middle = _mm_set1_epi32(32768);
  const __m128i words = _mm_packs_epi32(_mm_sub_epi32(a.data, middle), _mm_sub_epi32(b.data, middle));
  return U16(_mm_xor_si128(words, _mm_set1_epi16(-32768)));
}
inline F32 broadcast_odd(F32 a) noexcept { return F32(_mm_shuffle_ps(a.data, a.data, 0xf5)); }
inline F32 with_odd(F32 even, F32 odd) noexcept {
  const __m128 mask = _mm_castsi128_ps(_mm_set_epi32(-1, 0, -1, 0));
  return F32(_mm_or_ps(_mm_andnot_ps(mask, even.data), _mm_and_ps(mask, odd.data)));
}

#elif defined(TBBIMG_LEVEL_avx2)

template <int kTimes>
inline F32 repeat(const float* weights) noexcept {
  if constexpr (kTimes == 1) return load_batch<F32>(weights);
  const __m256i order =
      kTimes == 4 ? _mm256_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1) : _mm256_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3);
  const __m128i few = kTimes == 4 ? load_64(weights) : load_128(weights);
  return F32(_mm256_castsi256_ps(_mm256_permutevar8x32_epi32(_mm256_castsi128_si256(few), order)));
}
inline __m128 sum_lanes(F32 a) noexcept {
  return _mm_add_ps(_mm256_castps256_ps128(a.data), _mm256_extractf128_ps(a.data, 1));
}
inline I32 load_bytes(const std::uint8_t* from) noexcept { return I32(_mm256_cvtepu8_epi32(load_64(from))); }
inline I32 load_words(const std::uint8_t* from) noexcept { return I32(_mm256_cvtepu16_epi32(load_128(from))); }
inline F32 look_up(const float* table, I32 places) noexcept { return F32(_mm256_i32gather_ps(table, places.data, 4)); }
inline U16 narrow_to_words(I32 a, I32 b) noexcept {
  return U16(_mm256_permute4x64_epi64(_mm256_packus_epi32(a.data, b.data), 0xd8));
}
inline F32 broadcast_odd(F32 a) noexcept { return F32(_mm256_movehdup_ps(a.data)); }
inline F32 with_odd(F32 even, F32 odd) noexcept { return F32(_mm256_blend_ps(even.data, odd.data, 0xaa)); }

#elif defined(TBBIMG_LEVEL_avx512)

template <int kTimes>
inline F32 repeat(const float* weights) noexcept {
  if constexpr (kTimes == 1) return load_batch<F32>(weights);
  const __m512i order = kTimes == 4 ? _mm512_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3)
                                    : _mm512_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
  const __m256i few = kTimes == 4 ? _mm256_castsi128_si256(load_128(weights))
                                  : _mm256_loadu_si256(static_cast<const __m256i*>(static_cast<const void*>(weights)));
  return F32(_mm512_castsi512_ps(_mm512_permutexvar_epi32(order, _mm512_castsi256_si512(few))));
}
inline __m128 sum_lanes(F32 a) noexcept {
  const __m256 half = _mm256_add_ps(_mm512_castps512_ps256(a.data), _mm512_extractf32x8_ps(a.data, 1));
  return _mm_add_ps(_mm256_castps256_ps128(half), _mm256_extractf128_ps(half, 1));
}
inline I32 load_bytes(const std::uint8_t* from) noexcept { return I32(_mm512_cvtepu8_epi32(load_128(from))); }
inline I32 load_words(const std::uint8_t* from) noexcept {
  return I32(_mm512_cvtepu16_epi32(_mm256_loadu_si256(static_cast<const __m256i*>(static_cast<const void*>(from)))));
}
inline F32 look_up(const float* table, I32 places) noexcept { return F32(_mm512_i32gather_ps(places.data, table, 4)); }
inline U16 narrow_to_words(I32 a, I32 b) noexcept {
  const __m512i order = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
  return U16(_mm512_permutexvar_epi64(order, _mm512_packus_epi32(a.data, b.data)));
}
inline F32 broadcast_odd(F32 a) noexcept { return F32(_mm512_movehdup_ps(a.data)); }
inline F32 with_odd(F32 even, F32 odd) noexcept { return F32(_mm512_mask_blend_ps(0xaaaa, even.data, odd.data)); }

#endif

/// Each pixel's alpha in all of its kFloats elements.
template <int kFloats>
inline F32 broadcast_opacity(F32 pixels) noexcept {
  if constexpr (kFloats == 2) return broadcast_odd(pixels);
  return broadcast_last(pixels);
}
/// Colours of one, alpha of the other.
template <int kFloats>
inline F32 with_opacity(F32 colours, F32 opacity) noexcept {
  if constexpr (kFloats == 2) return with_odd(colours, opacity);
  return with_last(colours, opacity);
}

}  // namespace
}  // namespace tbbimg
