// Median filters on one level's registers; median_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/convolve/blocks-inl.hpp"
#include "kernels/convolve/median_ref.hpp"

namespace tbbimg {
namespace {

// Batch: U8, or U16 for samples of 16 bits. Distances are in bytes.
template <class Batch>
inline Batch load_values(const std::uint8_t* from) noexcept {
  return Batch(load_batch<U8>(from).data);
}
template <class Batch>
inline void store_values(std::uint8_t* to, Batch values) noexcept {
  store_batch(to, U8(values.data));
}

template <class Batch>
inline void sort_pair(Batch& a, Batch& b) noexcept {
  const Batch first = smaller(a, b);
  b = larger(a, b);
  a = first;
}

// The smallest of values[0..kCount) comes first.
template <std::size_t kCount, class Batch>
inline void move_smallest_first(Batch* values) noexcept {
#pragma GCC unroll 8
  for (std::size_t k = 1; k < kCount; ++k) sort_pair(values[0], values[k]);
}
template <std::size_t kCount, class Batch>
inline void move_largest_last(Batch* values) noexcept {
#pragma GCC unroll 8
  for (std::size_t k = 0; k + 1 < kCount; ++k) sort_pair(values[k], values[kCount - 1]);
}

template <class Batch>
inline Batch median_of_three(Batch a, Batch b, Batch c) noexcept {
  return larger(smaller(a, b), smaller(larger(a, b), c));
}

// The smallest comes first and the largest last, by fewer steps than one after the other.
template <std::size_t kCount, class Batch>
inline void move_extremes_outside(Batch* values) noexcept {
#pragma GCC unroll 8
  for (std::size_t k = 0; k < kCount / 2; ++k) sort_pair(values[k], values[kCount - 1 - k]);
  move_smallest_first<(kCount + 1) / 2>(values);
  move_largest_last<(kCount + 1) / 2>(values + kCount / 2);
}

// Of values[0..kHeld), what is smallest or largest of more than half of all is not the median of all: it is dropped,
// and the next one that waits takes its place.
template <std::size_t kHeld, class Batch>
inline Batch median_by_dropping(Batch* values, const Batch* waiting) noexcept {
  if constexpr (kHeld == 3) {
    return median_of_three(values[0], values[1], values[2]);
  } else {
    move_extremes_outside<kHeld>(values);
    values[kHeld - 1] = *waiting;
    return median_by_dropping<kHeld - 1>(values + 1, waiting + 1);
  }
}

// Knuth, The Art of Computer Programming 3, 5.3.4: 9 comparisons.
template <class Batch>
inline void sort_five(Batch (&values)[5]) noexcept {
  sort_pair(values[0], values[1]);
  sort_pair(values[3], values[4]);
  sort_pair(values[2], values[4]);
  sort_pair(values[2], values[3]);
  sort_pair(values[0], values[3]);
  sort_pair(values[0], values[2]);
  sort_pair(values[1], values[4]);
  sort_pair(values[1], values[3]);
  sort_pair(values[1], values[2]);
}

// `rank` has the values of one rank in each of the columns.
template <std::size_t kSide, class Batch>
inline void load_rank(const std::uint8_t* rank, std::ptrdiff_t pixel_bytes, Batch* values) noexcept {
#pragma GCC unroll 8
  for (std::size_t k = 0; k < kSide; ++k) {
    const auto column = static_cast<std::ptrdiff_t>(k) - static_cast<std::ptrdiff_t>(kSide / 2);
    values[k] = load_values<Batch>(rank + column * pixel_bytes);
  }
}

// Three columns are sorted for every register of medians, which takes less time than to store them sorted once.
template <class Batch>
inline Batch median_of_nine(const std::uint8_t* const* rows, std::ptrdiff_t at, std::ptrdiff_t pixel_bytes) {
  Batch low[3];
  Batch middle[3];
  Batch high[3];
  load_rank<3>(rows[0] + at, pixel_bytes, low);
  load_rank<3>(rows[1] + at, pixel_bytes, middle);
  load_rank<3>(rows[2] + at, pixel_bytes, high);
  for (std::size_t k = 0; k < 3; ++k) {
    sort_pair(low[k], middle[k]);
    sort_pair(middle[k], high[k]);
    sort_pair(low[k], middle[k]);
  }
  return median_of_three(larger(larger(low[0], low[1]), low[2]), median_of_three(middle[0], middle[1], middle[2]),
                         smaller(smaller(high[0], high[1]), high[2]));
}

// Were the columns' values of each rank sorted too, then value j of rank i (from 0) would have (i + 1)(j + 1) values
// of the 25 at most as large, itself among them, and (5 - i)(5 - j) at least as large: of rank 0 only the two largest
// can be the 13th, of rank 1 the three largest, and so on; 13 in all, of which it is the median again.
template <class Batch>
inline Batch median_of_five_columns(const std::uint8_t* const* sorted, std::ptrdiff_t at, std::ptrdiff_t pixel_bytes) {
  Batch candidates[13];
  Batch rank[5];
  load_rank<5>(sorted[0] + at, pixel_bytes, rank);
  move_largest_last<5>(rank);
  candidates[0] = rank[4];
  candidates[1] = larger(larger(rank[0], rank[1]), larger(rank[2], rank[3]));
  load_rank<5>(sorted[4] + at, pixel_bytes, rank);
  move_smallest_first<5>(rank);
  candidates[2] = rank[0];
  candidates[3] = smaller(smaller(rank[1], rank[2]), smaller(rank[3], rank[4]));
  load_rank<5>(sorted[1] + at, pixel_bytes, rank);
  move_smallest_first<5>(rank);
  move_smallest_first<4>(rank + 1);
  for (std::size_t k = 0; k < 3; ++k) candidates[4 + k] = rank[2 + k];
  load_rank<5>(sorted[3] + at, pixel_bytes, rank);
  move_largest_last<5>(rank);
  move_largest_last<4>(rank);
  for (std::size_t k = 0; k < 3; ++k) candidates[7 + k] = rank[k];
  load_rank<5>(sorted[2] + at, pixel_bytes, rank);
  move_extremes_outside<5>(rank);
  for (std::size_t k = 0; k < 3; ++k) candidates[10 + k] = rank[1 + k];
  return median_by_dropping<8>(candidates, candidates + 8);
}

template <class Batch>
inline void sort_columns_of_5_values(const std::uint8_t* const* rows, std::size_t bytes, std::uint8_t* const* sorted) {
  for_blocks<kBytes>(bytes, [&](std::size_t i) {
    Batch values[5];
    for (std::size_t k = 0; k < 5; ++k) values[k] = load_values<Batch>(rows[k] + i);
    prefetch(rows[5] + i);
    sort_five(values);
    for (std::size_t k = 0; k < 5; ++k) store_values(sorted[k] + i, values[k]);
  });
}

inline void sort_columns_of_5_simd(const std::uint8_t* const* rows, std::size_t bytes, std::uint8_t* const* sorted) {
  if (bytes < kBytes) return sort_columns_of_5_ref(rows, bytes, sorted);
  sort_columns_of_5_values<U8>(rows, bytes, sorted);
}
inline void sort_columns_of_5_words_simd(const std::uint8_t* const* rows, std::size_t bytes,
                                         std::uint8_t* const* sorted) {
  if (bytes < kBytes) return sort_columns_of_5_words_ref(rows, bytes, sorted);
  sort_columns_of_5_values<U16>(rows, bytes, sorted);
}

template <class Batch>
inline void median_3x3_of_values(const std::uint8_t* const* rows, int pixel_bytes, std::size_t bytes,
                                 std::uint8_t* destination) {
  for_blocks<kBytes>(bytes, [&](std::size_t i) {
    if (i % kCacheLine == 0) prefetch(rows[3] + i);
    prefetch_for_writing(destination + i + kWriteAhead);
    store_values(destination + i, median_of_nine<Batch>(rows, static_cast<std::ptrdiff_t>(i), pixel_bytes));
  });
}

inline void median_3x3_simd(const std::uint8_t* const* rows, int pixel_bytes, std::size_t bytes,
                            std::uint8_t* destination) {
  if (bytes < kBytes) return median_3x3_ref(rows, pixel_bytes, bytes, destination);
  median_3x3_of_values<U8>(rows, pixel_bytes, bytes, destination);
}
inline void median_3x3_of_words_simd(const std::uint8_t* const* rows, int pixel_bytes, std::size_t bytes,
                                     std::uint8_t* destination) {
  if (bytes < kBytes) return median_3x3_of_words_ref(rows, pixel_bytes, bytes, destination);
  median_3x3_of_values<U16>(rows, pixel_bytes, bytes, destination);
}

template <class Batch>
inline void median_5x5_of_values(const std::uint8_t* const* sorted, int pixel_bytes, std::size_t bytes,
                                 std::uint8_t* destination) {
  for_blocks<kBytes>(bytes, [&](std::size_t i) {
    prefetch_for_writing(destination + i + kWriteAhead);
    store_values(destination + i, median_of_five_columns<Batch>(sorted, static_cast<std::ptrdiff_t>(i), pixel_bytes));
  });
}

inline void median_5x5_simd(const std::uint8_t* const* sorted, int pixel_bytes, std::size_t bytes,
                            std::uint8_t* destination) {
  if (bytes < kBytes) return median_5x5_ref(sorted, pixel_bytes, bytes, destination);
  median_5x5_of_values<U8>(sorted, pixel_bytes, bytes, destination);
}
inline void median_5x5_of_words_simd(const std::uint8_t* const* sorted, int pixel_bytes, std::size_t bytes,
                                     std::uint8_t* destination) {
  if (bytes < kBytes) return median_5x5_of_words_ref(sorted, pixel_bytes, bytes, destination);
  median_5x5_of_values<U16>(sorted, pixel_bytes, bytes, destination);
}

}  // namespace
}  // namespace tbbimg
