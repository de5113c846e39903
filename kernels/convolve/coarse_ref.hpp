// The specification of a Gaussian on a coarse grid: see kernels/convolve/coarse_gaussian.hpp.
//
// Sums are integers until the coarse samples, exact in 32 bits; these are single-precision numbers, and every result is
// the same sequence of multiplications and additions on all levels. With alpha, all rows are single precision: four
// samples per pixel, premultiplied as premultiplied_ref.hpp has them. So they are of 16 bits: as words_ref.hpp has
// them.
#pragma once

#include "kernels/convolve/table.hpp"

namespace tbbimg {
namespace {

// 1 2 ... factor ... 2 1 times 2 factor - 1 rows.
inline void coarse_rows_ref(const std::uint8_t* const* rows, int factor, std::size_t bytes,
                            std::uint16_t* destination) {
  for (std::size_t i = 0; i < bytes; ++i) {
    int sum = 0;
    for (int k = 1; k < 2 * factor; ++k) sum += (k < factor ? k : 2 * factor - k) * rows[k - 1][i];
    destination[i] = static_cast<std::uint16_t>(sum);
  }
}

// The same along a row, at every factor-th pixel: of each block of `factor` pixels, what rises towards its end belongs
// to the next coarse pixel, and what falls to its own.
template <std::ptrdiff_t kChannels, class Sum, class Sample>
inline void coarse_columns_ref(const Sample* row, int factor, int pixels, float scale, float* destination) {
  for (std::ptrdiff_t c = 0; c < kChannels; ++c) {
    const Sample* block = row + c - factor * kChannels;
    Sum before = 0;
    for (std::ptrdiff_t x = -1; x < pixels; ++x) {
      Sum sum = 0;
      Sum rising = 0;
      for (std::ptrdiff_t k = factor - 1; k > 0; --k) {
        sum += block[k * kChannels];
        rising += sum;
      }
      const Sum falling = static_cast<Sum>(factor) * (sum + block[0]) - rising;
      if (x >= 0) destination[x * kChannels + c] = static_cast<float>(falling + before) * scale;
      before = rising;
      block += factor * kChannels;
    }
  }
}

inline constexpr auto* coarse_columns_of_1_ref = coarse_columns_ref<1, std::int32_t, std::uint16_t>;
inline constexpr auto* coarse_columns_of_3_ref = coarse_columns_ref<3, std::int32_t, std::uint16_t>;
inline constexpr auto* coarse_columns_of_4_ref = coarse_columns_ref<4, float, float>;

// destination[i] = sum of weights[k] * rows[k][i].
inline void coarse_blur_ref(const float* const* rows, const float* weights, int taps, std::size_t samples,
                            float* destination) {
  for (std::size_t i = 0; i < samples; ++i) {
    float sum = 0;
    for (int k = 0; k < taps; ++k) sum += weights[k] * rows[k][i];
    destination[i] = sum;
  }
}

inline void refined_sample_ref(float value, std::uint16_t* destination) {
  *destination = static_cast<std::uint16_t>(static_cast<std::int32_t>(value * 256.0F + 0.5F));
}
inline void refined_sample_ref(float value, float* destination) { *destination = value; }

// Quadratic B-splines between coarse pixels; `row` is the one at the first output pixel, and `weights` has three for
// each of `factor` phases. Gray levels times 256, or floats as they are.
template <std::ptrdiff_t kChannels, class Sample>
inline void refine_columns_ref(const float* row, const float* weights, int factor, int pixels, Sample* destination) {
  for (int x = 0; x < pixels; x += factor) {
    for (int phase = 0; phase < factor; ++phase) {
      const float* const weight = weights + std::ptrdiff_t{3} * phase;
      const float* const from = row + (2 * phase < factor ? 0 : kChannels);
      for (std::ptrdiff_t c = 0; c < kChannels; ++c) {
        const float value = weight[0] * from[c - kChannels] + weight[1] * from[c] + weight[2] * from[c + kChannels];
        refined_sample_ref(value, destination + c);
      }
      destination += kChannels;
    }
    row += kChannels;
  }
}

inline constexpr auto* refine_columns_of_1_ref = refine_columns_ref<1, std::uint16_t>;
inline constexpr auto* refine_columns_of_3_ref = refine_columns_ref<3, std::uint16_t>;

inline void refine_columns_of_floats_ref(const float* row, const float* weights, int channels, int factor, int pixels,
                                         float* destination) {
  switch (channels) {
    case 1: return refine_columns_ref<1>(row, weights, factor, pixels, destination);
    case 2: return refine_columns_ref<2>(row, weights, factor, pixels, destination);
    case 3: return refine_columns_ref<3>(row, weights, factor, pixels, destination);
    default: return refine_columns_ref<4>(row, weights, factor, pixels, destination);
  }
}

// Between coarse rows. Three products lose up to a unit each.
inline constexpr std::uint32_t kRefineHalf = 128 + 1;
inline void refine_rows_ref(const std::uint16_t* const* rows, const std::uint16_t* weights, std::size_t bytes,
                            std::uint8_t* destination) {
  for (std::size_t i = 0; i < bytes; ++i) {
    std::uint32_t sum = kRefineHalf;
    for (std::size_t k = 0; k < 3; ++k) sum += (std::uint32_t{rows[k][i]} * weights[k]) >> 16;
    destination[i] = static_cast<std::uint8_t>(sum >> 8);
  }
}

}  // namespace
}  // namespace tbbimg
