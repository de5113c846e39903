// The specification of the box. The levels make it by running sums, at a cost that does not grow with the radius.
//
// A sum of up to 256 samples of 8 bits fits into 16. What the sum leaves free of the 16 bits becomes the fraction of
// the mean along columns; the sum along rows of such means then fills 16 bits again.
#pragma once

#include "kernels/convolve/table.hpp"

namespace tbbimg {
namespace {

// sum * 2^reciprocal_shift / count, by the upper half of a 16-bit product.
inline std::uint32_t divide_by_count_ref(std::uint32_t sum, const BoxMean& mean) {
  return (sum * mean.reciprocal) >> 16;
}

inline std::uint16_t box_mean_ref(std::uint16_t sum, const BoxMean& mean) {
  const std::uint32_t quotient = divide_by_count_ref(std::uint32_t{sum} << mean.fraction_bits, mean);
  return static_cast<std::uint16_t>((quotient + (1U << (mean.reciprocal_shift - 1))) >> mean.reciprocal_shift);
}

inline void box_vertical_ref(std::uint16_t* sums, const std::uint8_t* entering, const std::uint8_t* leaving,
                             const std::uint8_t* /*upcoming*/, std::size_t bytes, const BoxMean& mean,
                             std::uint16_t* destination) {
  for (std::size_t i = 0; i < bytes; ++i) {
    sums[i] = static_cast<std::uint16_t>(sums[i] + entering[i] - leaving[i]);
    destination[i] = box_mean_ref(sums[i], mean);
  }
}

inline void box_horizontal_ref(const std::uint16_t* row, std::uint16_t* /*scratch*/, const BoxMean& mean, int channels,
                               std::size_t bytes, std::uint8_t* destination, bool /*past_caches*/,
                               const std::uint8_t* /*upcoming*/) {
  const int shift = mean.reciprocal_shift + mean.fraction_bits;
  const int radius = mean.count / 2;
  for (std::ptrdiff_t i = 0; i < static_cast<std::ptrdiff_t>(bytes); ++i) {
    std::uint32_t sum = 0;
    for (std::ptrdiff_t k = -radius; k <= radius; ++k) sum += row[i + k * channels];
    destination[i] = static_cast<std::uint8_t>((divide_by_count_ref(sum, mean) + (1U << (shift - 1))) >> shift);
  }
}

}  // namespace
}  // namespace tbbimg
