// Resampling in fixed point on one level's registers; resize_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/resize/few_taps-inl.hpp"
#include "kernels/resize/resize_ref.hpp"

namespace tbbimg {
namespace {

inline constexpr int kGrayTapMultiple = 8 * static_cast<int>(kLanes);
inline constexpr int kRgbTapMultiple = 2 * static_cast<int>(kLanes);

// Rows that the next output row needs and this one does not. A window of dozens of rows is more streams than the
// hardware prefetches by itself.
struct UpcomingRows {
  const std::uint8_t* const* rows;
  int count;

  void prefetch_at(std::size_t column) const noexcept {
    for (int i = 0; i < count; ++i) tbbimg::prefetch(rows[i] + column);
  }
};

// kBytes * kRegisters columns of one output row. Rows are taken in pairs: their bytes interleaved and widened are what
// one multiply-add of pairs takes.
template <std::size_t kRegisters>
inline void resize_columns(const std::uint8_t* const* rows, const std::int16_t* weights, int taps, std::size_t column,
                           std::int16_t* destination) {
  constexpr int kShift = kWeightBits - kResizeFractionBits;
  I32 sums[kRegisters][4];
  for (auto& sum : sums) {
    for (I32& part : sum) part = I32(1 << (kShift - 1));
  }
  for (int k = 0; k < taps; k += 2) {
    const I16 weight = broadcast_pair(weights + k);
    for (std::size_t r = 0; r < kRegisters; ++r) {
      const U8 first = load_batch<U8>(rows[k] + column + r * kBytes);
      const U8 second = load_batch<U8>(rows[k + 1] + column + r * kBytes);
      const U8 low = interleave_low(first, second);
      const U8 high = interleave_high(first, second);
      sums[r][0] += multiply_add_pairs(as_signed(widen_low(low)), weight);
      sums[r][1] += multiply_add_pairs(as_signed(widen_high(low)), weight);
      sums[r][2] += multiply_add_pairs(as_signed(widen_low(high)), weight);
      sums[r][3] += multiply_add_pairs(as_signed(widen_high(high)), weight);
    }
  }
  for (std::size_t r = 0; r < kRegisters; ++r) {
    store_in_order(destination + column + r * kBytes, narrow(sums[r][0] >> kShift, sums[r][1] >> kShift),
                   narrow(sums[r][2] >> kShift, sums[r][3] >> kShift));
  }
}

inline void resize_vertical_row(const VerticalPass& pass, int y, UpcomingRows upcoming) {
  const std::uint8_t* const* rows = pass.rows + pass.starts[y];
  const std::int16_t* weights = pass.weights + static_cast<std::size_t>(y) * pass.weights_stride;
  std::int16_t* destination = pass.destination + static_cast<std::size_t>(y) * pass.destination_stride;
  // Eight accumulators, and what is added to them, fit into the 32 registers of AVX-512 but not into 16.
  constexpr std::size_t kRegisters = kBytes == 64 ? 2 : 1;
  std::size_t i = 0;
  for (; i + kRegisters * kBytes <= pass.width; i += kRegisters * kBytes) {
    for (std::size_t line = 0; line < kRegisters * kBytes; line += kCacheLine) {
      if ((i + line) % kCacheLine == 0) upcoming.prefetch_at(i + line);
    }
    resize_columns<kRegisters>(rows, weights, pass.taps, i, destination);
  }
  for (; i + kBytes <= pass.width; i += kBytes) resize_columns<1>(rows, weights, pass.taps, i, destination);
  if (i < pass.width && pass.width >= kBytes) {
    resize_columns<1>(rows, weights, pass.taps, pass.width - kBytes, destination);
  } else {
    resize_vertical_row_ref(pass, y, i);
  }
}

inline void vertical_simd(const VerticalPass& pass) {
  for (int y = 0; y < pass.height; ++y) {
    const int end = pass.starts[y] + pass.taps;
    const int next_end = y + 1 < pass.height ? pass.starts[y + 1] + pass.taps : pass.row_count;
    resize_vertical_row(pass, y, {pass.rows + end, next_end - end});
  }
}

// Output pixel x of kRows rows, each row's sums in one register: weights are loaded once for all of them.
template <std::size_t kRows, int kChannels>
inline void resize_pixel(const HorizontalPass& pass, int y, int x, I32x4 (&results)[kRows]) {
  constexpr int kStep = kChannels == 1 ? kGrayTapMultiple : kRgbTapMultiple;
  const std::int16_t* weights = pass.weights + static_cast<std::size_t>(x) * pass.weights_stride;
  const std::int16_t* source = pass.source + static_cast<std::size_t>(y) * pass.source_stride +
                               static_cast<std::ptrdiff_t>(pass.starts[x]) * kChannels;
  I32 sums[kRows];
  for (I32& sum : sums) sum = I32(0);
  for (int k = 0; k < pass.taps; k += kStep) {
    const I16 weight = kChannels == 1 ? load_batch<I16>(weights + k) : load_lane_weights(weights + k);
    for (std::size_t r = 0; r < kRows; ++r) {
      const std::int16_t* pixels = source + r * pass.source_stride + static_cast<std::ptrdiff_t>(k) * kChannels;
      sums[r] += multiply_add_pairs(kChannels == 1 ? load_batch<I16>(pixels) : load_rgb_pairs(pixels), weight);
    }
  }
  for (std::size_t r = 0; r < kRows; ++r) results[r] = sum_lanes(sums[r]);
}

// Rows y to y + 3. Each pixel's fourth byte is overwritten by the next pixel, and not written at the end of the row.
inline void resize_four_rgb_rows(const HorizontalPass& pass, int y) {
  std::uint8_t* const first = pass.destination + y * pass.destination_stride;
  const auto pixel_of_rows = [&](int x) {
    I32x4 sums[4];
    resize_pixel<4, 3>(pass, y, x, sums);
    return round_to_bytes<kHorizontalShift>(sums[0], sums[1], sums[2], sums[3]);
  };
  for (std::ptrdiff_t x = 0; x + 1 < pass.width; ++x) {
    store_elements(first + 3 * x, pass.destination_stride, pixel_of_rows(static_cast<int>(x)));
  }
  std::uint8_t last[16];
  store_four(last, pixel_of_rows(pass.width - 1));
  for (std::ptrdiff_t r = 0; r < 4; ++r) {
    __builtin_memcpy(first + r * pass.destination_stride + 3 * (std::ptrdiff_t{pass.width} - 1), last + 4 * r, 3);
  }
}

inline void resize_rgb_row(const HorizontalPass& pass, int y) {
  std::uint8_t* const destination = pass.destination + y * pass.destination_stride;
  for (std::ptrdiff_t x = 0; x < pass.width; ++x) {
    I32x4 sums[1];
    resize_pixel<1, 3>(pass, y, static_cast<int>(x), sums);
    const std::int32_t pixel = round_to_bytes<kHorizontalShift>(sums[0], sums[0], sums[0], sums[0])[0];
    __builtin_memcpy(destination + 3 * x, &pixel, 3);
  }
}

inline void resize_four_gray_rows(const HorizontalPass& pass, int y) {
  for (std::ptrdiff_t x = 0; x < pass.width; ++x) {
    I32x4 sums[4];
    resize_pixel<4, 1>(pass, y, static_cast<int>(x), sums);
    const I32x4 sum = sum_elements(sums[0], sums[1], sums[2], sums[3]);
    const std::int32_t pixels = round_to_bytes<kHorizontalShift>(sum, sum, sum, sum)[0];
    std::uint8_t bytes[4];
    __builtin_memcpy(bytes, &pixels, sizeof(bytes));
    std::uint8_t* to = pass.destination + y * pass.destination_stride + x;
    for (std::ptrdiff_t r = 0; r < 4; ++r) to[r * pass.destination_stride] = bytes[r];
  }
}

inline void resize_gray_row(const HorizontalPass& pass, int y) {
  for (std::ptrdiff_t x = 0; x < pass.width; ++x) {
    I32x4 sums[1];
    resize_pixel<1, 1>(pass, y, static_cast<int>(x), sums);
    const I32x4 sum = sum_elements(sums[0], sums[0], sums[0], sums[0]);
    const std::int32_t pixel = round_to_bytes<kHorizontalShift>(sum, sum, sum, sum)[0];
    pass.destination[y * pass.destination_stride + x] = static_cast<std::uint8_t>(pixel & 0xff);
  }
}

inline int padded_taps_simd(int channels, int taps) {
  const int many = channels == 1 ? kGrayTapMultiple : kRgbTapMultiple;
  const int multiple = taps <= max_few_taps(channels) ? 2 : many;
  return (taps + multiple - 1) / multiple * multiple;
}

inline void horizontal_simd(const HorizontalPass& pass) {
  if (pass.taps <= max_few_taps(pass.channels)) {
    if (pass.channels == 3) return resize_few_taps<3>(pass);
    if constexpr (max_few_taps(1) > 0) return resize_few_taps<1>(pass);
  }
  int y = 0;
  for (; y + 4 <= pass.height; y += 4) {
    if (pass.channels == 1) {
      resize_four_gray_rows(pass, y);
    } else {
      resize_four_rgb_rows(pass, y);
    }
  }
  for (; y < pass.height; ++y) {
    if (pass.channels == 1) {
      resize_gray_row(pass, y);
    } else {
      resize_rgb_row(pass, y);
    }
  }
}

}  // namespace
}  // namespace tbbimg
