// Where a few neighbouring output pixels find their source samples, so that one register takes two taps of each: pairs
// of 16-bit samples, a pixel's next to each other. Starts do not decrease.
//
//   Window<1>  kPixels = 4 kLanes gray pixels, a pair each; not on SSE2
//   Window<3>  kPixels = kLanes RGB pixels, a lane each: R0R1 G0G1 B0B1 and something
#pragma once

#include "kernels/arch/ops.hpp"

namespace tbbimg {
namespace {

// near() tells whether load<true>() finds all pairs; load<false>() always does.
template <int kChannels>
class Window;

/// kPixels pairs of weights, each repeated as often as Window<kChannels> has pairs of its pixel.
template <int kChannels>
inline I16 spread_weights(const std::int32_t* pairs) noexcept {
  if constexpr (kChannels == 1) return I16(load_batch<I32>(pairs).data);
  std::int16_t halves[2 * kLanes];
  __builtin_memcpy(halves, pairs, sizeof(halves));
  return load_lane_weights(halves);
}

#if !defined(TBBIMG_LEVEL_sse2)
// Pairs that do not lie near enough to each other for a shuffle.
inline I16 load_pairs_one_by_one(const std::int16_t* source, const std::int32_t* starts) noexcept {
  std::int32_t pairs[I32::size];
  for (std::size_t i = 0; i < I32::size; ++i) __builtin_memcpy(&pairs[i], source + starts[i], sizeof(pairs[i]));
  return I16(load_batch<I32>(pairs).data);
}
#endif

#if defined(TBBIMG_LEVEL_sse2)

template <>
class Window<3> {
 public:
  static constexpr std::size_t kPixels = 1;
  void look_at(const std::int32_t* starts) noexcept { offset_ = std::ptrdiff_t{3} * starts[0]; }
  [[nodiscard]] bool near() const noexcept { return true; }
  template <bool kNear>
  [[nodiscard]] I16 load(const std::int16_t* source) const noexcept {
    return load_rgb_pairs(source + offset_);
  }

 private:
  std::ptrdiff_t offset_;
};

#elif defined(TBBIMG_LEVEL_avx2)

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
  [[nodiscard]] bool near() const noexcept { return true; }
  template <bool kNear>
  [[nodiscard]] I16 load(const std::int16_t* source) const noexcept {
    return rgb_pairs(load_two_lanes(source + offsets_[0], source + offsets_[1]));
  }

 private:
  std::ptrdiff_t offsets_[kPixels];
};

#elif defined(TBBIMG_LEVEL_avx512)

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

#endif

}  // namespace
}  // namespace tbbimg
