// Resampling of float rows on one level's registers; float_rows_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/resize/float_rows_ref.hpp"

namespace tbbimg {
namespace {

// Registers that hold the sums of kFloatGroup floats.
inline constexpr std::size_t kGroupRegisters = kFloatGroup / F32::size;

// The same window in kRows rows, the source of which lie `stride` apart: weights are loaded once for all of them.
template <int kFloats, std::size_t kRows>
struct WindowSums {
  F32 rows[kRows][kGroupRegisters];

  // Of groups [begin, end).
  static WindowSums of(const float* window, std::size_t stride, const float* weights, std::size_t begin,
                       std::size_t end) noexcept {
    WindowSums sums;
#pragma GCC unroll 4
    for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 4
      for (std::size_t i = 0; i < kGroupRegisters; ++i) sums.rows[r][i] = F32(0.0F);
    }
    for (std::size_t g = begin; g < end; ++g) {
#pragma GCC unroll 4
      for (std::size_t i = 0; i < kGroupRegisters; ++i) {
        const std::size_t first = g * kFloatGroup + i * F32::size;
        const F32 weight = repeat<kFloats>(weights + first / kFloats);
#pragma GCC unroll 4
        for (std::size_t r = 0; r < kRows; ++r) {
          sums.rows[r][i] += weight * load_batch<F32>(window + r * stride + first);
        }
      }
    }
    return sums;
  }

  void add(const WindowSums& other) noexcept {
    for (std::size_t r = 0; r < kRows; ++r) {
      for (std::size_t i = 0; i < kGroupRegisters; ++i) rows[r][i] += other.rows[r][i];
    }
  }

  void store(float* to, std::size_t stride) const noexcept {
#pragma GCC unroll 4
    for (std::size_t r = 0; r < kRows; ++r) {
      F32 sum = rows[r][0];
      if constexpr (kGroupRegisters == 2) sum = rows[r][0] + rows[r][1];
      if constexpr (kGroupRegisters == 4) sum = (rows[r][0] + rows[r][2]) + (rows[r][1] + rows[r][3]);
      store_folded<kFloats>(to + r * stride, sum_lanes(sum));
    }
  }
};

template <int kFloats, std::size_t kRows>
inline void resample_pixel(const FloatHorizontalPass& pass, const float* source, int x, float* to) {
  const float* window = source + std::ptrdiff_t{pass.starts[x] - pass.source_begin} * kFloats;
  const float* weights = pass.weights + static_cast<std::size_t>(x) * pass.weights_stride;
  const std::size_t groups = pass.weights_stride * kFloats / kFloatGroup;
  const std::size_t stride = pass.source_stride;
  using Sums = WindowSums<kFloats, kRows>;
  if (groups <= kGroupsPerSum) return Sums::of(window, stride, weights, 0, groups).store(to, pass.destination_stride);
  Sums sums = Sums::of(window, stride, weights, 0, kGroupsPerSum);
  for (std::size_t begin = kGroupsPerSum; begin < groups; begin += kGroupsPerSum) {
    const std::size_t end = begin + kGroupsPerSum < groups ? begin + kGroupsPerSum : groups;
    sums.add(Sums::of(window, stride, weights, begin, end));
  }
  sums.store(to, pass.destination_stride);
}

template <int kFloats>
inline void resample_rows(const FloatHorizontalPass& pass) {
  // As many as there are registers for.
  constexpr std::size_t kRows = kGroupRegisters == 4 ? 2 : 4;
  const auto height = static_cast<std::size_t>(pass.height);
  std::size_t y = 0;
  for (; y + kRows <= height; y += kRows) {
    float* to = pass.destination + y * pass.destination_stride;
    for (int x = 0; x < pass.width; ++x, to += kFloats) {
      resample_pixel<kFloats, kRows>(pass, pass.source + y * pass.source_stride, x, to);
    }
  }
  for (; y < height; ++y) {
    float* to = pass.destination + y * pass.destination_stride;
    for (int x = 0; x < pass.width; ++x, to += kFloats) {
      resample_pixel<kFloats, 1>(pass, pass.source + y * pass.source_stride, x, to);
    }
  }
}

inline void float_horizontal_simd(const FloatHorizontalPass& pass) {
  switch (pass.floats) {
    case 1: return resample_rows<1>(pass);
    case 2: return resample_rows<2>(pass);
    default: return resample_rows<4>(pass);
  }
}

inline void float_vertical_simd(const FloatVerticalPass& pass) {
  constexpr std::size_t kRegisters = 4;
  std::size_t x = 0;
  for (; x + kRegisters * F32::size <= pass.width; x += kRegisters * F32::size) {
    F32 parts[kRegisters];
    for (F32& part : parts) part = F32(0.0F);
    for (int k = 0; k < pass.taps; ++k) {
      const F32 weight(pass.weights[k]);
      const float* row = pass.rows[k] + x;
      for (std::size_t r = 0; r < kRegisters; ++r) parts[r] += weight * load_batch<F32>(row + r * F32::size);
    }
    for (std::size_t r = 0; r < kRegisters; ++r) {
      float* sum = pass.sums + x + r * F32::size;
      store_batch(sum, load_batch<F32>(sum) + parts[r]);
    }
  }
  float_vertical_rest_ref(pass, x);
}

}  // namespace
}  // namespace tbbimg
