// Boxes of a large radius on one level's registers; wide_box_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/convolve/wide_box_ref.hpp"

namespace tbbimg {
namespace {

// Four numbers over and over.
inline F32 repeat_four(const float* values) noexcept {
  float repeated[F32::size];
  for (std::size_t i = 0; i < F32::size; ++i) repeated[i] = values[i % 4];
  return load_batch<F32>(repeated);
}

inline I32 wide_mean(I32 sum, F32 scale) noexcept { return xsimd::to_int(xsimd::to_float(sum) * scale + F32(0.5F)); }

// `change(i)` is what the rows that enter and leave add to the sums from element i on; how far it came is returned.
template <class Sample, class Change>
inline std::size_t wide_box_vertical(const WideBoxColumns<Sample>& columns, const Change& change) {
  std::int32_t* const sums = columns.sums;
  std::int32_t* const means = columns.means;
  const F32 scale(columns.scale);
  std::size_t i = 0;
  for (; i + I32::size <= columns.samples; i += I32::size) {
    const I32 sum = load_batch<I32>(sums + i) + change(i);
    store_batch(sums + i, sum);
    store_batch(means + i, wide_mean(sum, scale));
  }
  return i;
}

inline void wide_box_vertical_of_bytes_simd(const WideBoxColumns<std::uint8_t>& columns) {
  const std::uint8_t* const entering = columns.entering;
  const std::uint8_t* const leaving = columns.leaving;
  const std::uint8_t* const upcoming = columns.upcoming;
  const std::size_t end = wide_box_vertical(columns, [&](std::size_t i) {
    if (i % kCacheLine == 0) prefetch(upcoming + i);
    return I32(load_widened_32(entering + i).data) - I32(load_widened_32(leaving + i).data);
  });
  wide_box_vertical_rest_ref(columns, end);
}

inline void wide_box_vertical_of_words_simd(const WideBoxColumns<std::uint8_t>& columns) {
  const std::uint8_t* const entering = columns.entering;
  const std::uint8_t* const leaving = columns.leaving;
  const std::uint8_t* const upcoming = columns.upcoming;
  const std::size_t end = wide_box_vertical(columns, [&](std::size_t i) {
    if (2 * i % kCacheLine == 0) prefetch(upcoming + 2 * i);
    return load_words(entering + 2 * i) - load_words(leaving + 2 * i);
  });
  wide_box_words_vertical_rest_ref(columns, end);
}

inline void wide_box_vertical_of_floats_simd(const WideBoxColumns<float>& columns) {
  const float* const entering = columns.entering;
  const float* const leaving = columns.leaving;
  const F32 weights = repeat_four(columns.weights);
  const std::size_t end = wide_box_vertical(columns, [&](std::size_t i) {
    return xsimd::to_int(load_batch<F32>(entering + i) * weights) -
           xsimd::to_int(load_batch<F32>(leaving + i) * weights);
  });
  wide_box_vertical_rest_ref(columns, end);
}

// The sums of the window before the first pixel's, once per lane.
template <int kChannels>
inline I32x4 wide_box_first_sums(const WideBoxRow& row) {
  if constexpr (kChannels < 3) {
    std::int32_t sums[4];
    for (int c = 0; c < 4; ++c) sums[c] = wide_box_first_sum(row, c % kChannels);
    return load_four(sums);
  }
  I32x4 sum = {};
  for (std::ptrdiff_t k = -row.radius - 1; k < row.radius; ++k) sum += load_four(row.means + k * kChannels);
  return sum;
}

// A pixel's samples share a register of 128 bits; one or two samples share it with their neighbours', and are summed
// within first. Stores of three samples overlap.
template <int kChannels>
class WideBoxSums {
 public:
  explicit WideBoxSums(const WideBoxRow& row) noexcept
      : ahead_(row.means + static_cast<std::ptrdiff_t>(row.radius) * kChannels),
        behind_(row.means - (static_cast<std::ptrdiff_t>(row.radius) + 1) * kChannels),
        sums_(row.sums),
        sum_(wide_box_first_sums<kChannels>(row)) {}

  /// At least up to element `end`.
  void extend(std::size_t end) noexcept {
    constexpr std::size_t kStep = std::max<std::size_t>(kChannels, kChannels < 3 ? 4 : 0);
    I32x4 sum = sum_;
    std::size_t i = ready_;
    for (; i < end; i += kStep) {
      sum += prefix_sums<kChannels>(load_four(ahead_ + i) - load_four(behind_ + i));
      store_four(sums_ + i, sum);
      sum = repeat_last<kChannels>(sum);
    }
    ready_ = i;
    sum_ = sum;
  }

 private:
  const std::int32_t* ahead_;
  const std::int32_t* behind_;
  std::int32_t* sums_;
  std::size_t ready_ = 0;
  I32x4 sum_;
};

// Calls convert(begin, end) for pieces of a row whose sums are still in the first cache.
template <int kChannels, class Convert>
inline void for_wide_box_pieces(const WideBoxRow& row, const Convert& convert) {
  constexpr std::size_t kPiece = 1024;
  WideBoxSums<kChannels> sums(row);
  for (std::size_t begin = 0; begin < row.samples; begin += kPiece) {
    const std::size_t end = begin + kPiece < row.samples ? begin + kPiece : row.samples;
    sums.extend(end);
    convert(begin, end);
  }
}

// Without alpha: 1 or 3 channels.
inline void wide_box_bytes_simd(const WideBoxRow& row, std::uint8_t* destination) {
  const std::int32_t* const sums = row.sums;
  const F32 scale(row.scales[0]);
  const auto mean = [&](std::size_t i) { return wide_mean(load_batch<I32>(sums + i), scale); };
  const auto convert = [&](std::size_t begin, std::size_t end) {
    if (row.samples < kBytes) return wide_box_bytes_rest_ref(row, begin, destination);
    for (std::size_t block = begin; block < end; block += kBytes) {
      const std::size_t i = block + kBytes <= end ? block : end - kBytes;
      prefetch_for_writing(destination + i + kWriteAhead);
      store_batch(destination + i,
                  narrow_in_order(mean(i), mean(i + I32::size), mean(i + 2 * I32::size), mean(i + 3 * I32::size)));
    }
  };
  if (row.channels == 1) return for_wide_box_pieces<1>(row, convert);
  for_wide_box_pieces<3>(row, convert);
}

inline void wide_box_words_simd(const WideBoxRow& row, std::uint8_t* destination) {
  constexpr std::size_t kWords = 2 * I32::size;
  const std::int32_t* const sums = row.sums;
  const F32 scale(row.scales[0]);
  const auto mean = [&](std::size_t i) { return wide_mean(load_batch<I32>(sums + i), scale); };
  const auto convert = [&](std::size_t begin, std::size_t end) {
    if (row.samples < kWords) return wide_box_words_rest_ref(row, begin, destination);
    for (std::size_t block = begin; block < end; block += kWords) {
      const std::size_t i = block + kWords <= end ? block : end - kWords;
      prefetch_for_writing(destination + 2 * i + kWriteAhead);
      store_batch(destination + 2 * i, U8(narrow_to_words(mean(i), mean(i + I32::size)).data));
    }
  };
  if (row.channels == 1) return for_wide_box_pieces<1>(row, convert);
  for_wide_box_pieces<3>(row, convert);
}

// With alpha: 2 or 4 channels. Scratch rows: what lies behind the end may be written.
inline void wide_box_floats_simd(const WideBoxRow& row, float* destination) {
  const std::int32_t* const sums = row.sums;
  const F32 scales = repeat_four(row.scales);
  const auto convert = [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; i += F32::size) {
      store_batch(destination + i, xsimd::to_float(load_batch<I32>(sums + i)) * scales);
    }
  };
  if (row.channels == 2) return for_wide_box_pieces<2>(row, convert);
  for_wide_box_pieces<4>(row, convert);
}

}  // namespace
}  // namespace tbbimg
