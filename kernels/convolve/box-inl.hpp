// The box on one level's registers; box_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/convolve/box_ref.hpp"

namespace tbbimg {
namespace {

inline U16 box_mean(U16 sum, const BoxMean& mean) noexcept {
  const U16 quotient = multiply_high(sum << mean.fraction_bits, U16(mean.reciprocal));
  return (quotient + U16(static_cast<std::uint16_t>(1U << (mean.reciprocal_shift - 1)))) >> mean.reciprocal_shift;
}

inline void box_vertical_row(std::uint16_t* sums, const std::uint8_t* entering, const std::uint8_t* leaving,
                             std::size_t bytes, const BoxMean& mean, std::uint16_t* destination) {
  constexpr std::size_t kStep = U16::size;
  const BoxMean local = mean;
  std::size_t i = 0;
  for (; i + kStep <= bytes; i += kStep) {
    const U16 sum = load_batch<U16>(sums + i) + load_widened(entering + i) - load_widened(leaving + i);
    store_batch(sums + i, sum);
    store_batch(destination + i, box_mean(sum, local));
  }
  box_vertical_ref(sums + i, entering + i, leaving + i, bytes - i, mean, destination + i);
}

// Sums of 4 neighbouring pixels' sums each: of `sums_of` pixels from each of them.
inline void sum_four(const std::uint16_t* source, std::size_t distance, std::size_t elements,
                     std::uint16_t* destination) {
  for (std::size_t i = 0; i < elements; i += U16::size) {
    store_batch(destination + i,
                (load_batch<U16>(source + i) + load_batch<U16>(source + i + distance)) +
                    (load_batch<U16>(source + i + 2 * distance) + load_batch<U16>(source + i + 3 * distance)));
  }
}

// The sum of `count` pixels from element i on is read off the digits of `count` in base 4: so many sums of 1 pixel, of
// 4, of 16 and of 64, side by side.
struct BoxRows {
  const std::uint16_t* sums[4];  // of 4^d pixels from each on
  int digits[4];
  std::size_t channels;
};

inline U16 box_sum(const BoxRows& rows, std::size_t i) noexcept {
  U16 sum(std::uint16_t{0});
  for (std::size_t d = 0; d < 4; ++d) {
    const std::size_t distance = rows.channels << (2 * d);
    for (int n = 0; n < rows.digits[d]; ++n, i += distance) sum += load_batch<U16>(rows.sums[d] + i);
  }
  return sum;
}

inline void box_horizontal_row(const std::uint16_t* source, std::uint16_t* scratch, std::size_t scratch_stride,
                               const BoxMean& mean, int channels, std::size_t bytes, std::uint8_t* destination) {
  BoxRows rows = {{source, scratch, scratch + scratch_stride, scratch + 2 * scratch_stride},
                  {mean.count & 3, mean.count >> 2 & 3, mean.count >> 4 & 3, mean.count >> 6},
                  static_cast<std::size_t>(channels)};
  const std::size_t all = bytes + static_cast<std::size_t>(mean.count - 1) * rows.channels;
  std::size_t covered = rows.channels;
  for (std::size_t d = 1; d < 4 && (mean.count >> (2 * d)) != 0; ++d, covered *= 4) {
    // What lies further cannot start a sum that ends within the row; the last register may spill into the slack.
    sum_four(rows.sums[d - 1], covered, all - 4 * covered + rows.channels, scratch + (d - 1) * scratch_stride);
  }
  const int shift = mean.reciprocal_shift + mean.fraction_bits;
  const U16 reciprocal(mean.reciprocal);
  const U16 half(static_cast<std::uint16_t>(1U << (shift - 1)));
  const auto means = [&](std::size_t i) {
    return as_signed((multiply_high(box_sum(rows, i), reciprocal) + half) >> shift);
  };
  const auto block = [&](std::size_t i) {
    store_batch(destination + i, narrow_in_order(means(i), means(i + U16::size)));
  };
  std::size_t i = 0;
  for (; i + kBytes <= bytes; i += kBytes) block(i);
  if (i < bytes && bytes >= kBytes) {
    block(bytes - kBytes);
  } else {
    box_horizontal_ref(source + i, mean, channels, bytes - i, destination + i);
  }
}

}  // namespace
}  // namespace tbbimg
