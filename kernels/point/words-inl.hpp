// Point operations on samples of 16 bits on one level's registers; words_ref.hpp is the specification. Rests begin with
// a whole number of registers, so that channels count from there as from the row's start.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/point/words_ref.hpp"

namespace tbbimg {
namespace {

inline U16 load_words_16(const std::uint8_t* row, std::size_t i) noexcept {
  return U16(load_batch<U8>(row + 2 * i).data);
}
inline void store_words_16(std::uint8_t* row, std::size_t i, U16 values) noexcept {
  store_batch(row + 2 * i, U8(values.data));
}

inline void brighten_words_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t samples,
                                const std::uint16_t* add, const std::uint16_t* subtract) {
  const U16 added = broadcast_four_words(add);
  const U16 subtracted = broadcast_four_words(subtract);
  std::size_t i = 0;
  for (; i + U16::size <= samples; i += U16::size) {
    store_words_16(destination, i, xsimd::ssub(xsimd::sadd(load_words_16(source, i), added), subtracted));
  }
  brighten_words_ref(source + 2 * i, destination + 2 * i, samples - i, add, subtract);
}

inline void invert_words_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t samples,
                              const std::uint16_t* colours) {
  const U16 flipped = broadcast_four_words(colours);
  std::size_t i = 0;
  for (; i + U16::size <= samples; i += U16::size) {
    store_words_16(destination, i, load_words_16(source, i) ^ flipped);
  }
  invert_words_ref(source + 2 * i, destination + 2 * i, samples - i, colours);
}

inline void threshold_words_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t samples,
                                 std::uint16_t lowest, const std::uint16_t* colours) {
  const U16 changed = broadcast_four_words(colours);
  const U16 highest_black(static_cast<std::uint16_t>(lowest - 1));
  const U16 one(std::uint16_t{1});
  std::size_t i = 0;
  for (; i + U16::size <= samples; i += U16::size) {
    const U16 values = load_words_16(source, i);
    const U16 above = xsimd::ssub(values, highest_black);
    const U16 reached = xsimd::ssub(above, one) - above;  // 0 - 0 or -1
    store_words_16(destination, i, values ^ ((reached ^ values) & changed));
  }
  threshold_words_ref(source + 2 * i, destination + 2 * i, samples - i, lowest, colours);
}

// Eight samples that the compiler may read and write at once, because it sees that all are read before one is written.
inline void lookup_words_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t samples,
                              const std::uint16_t* table, const std::uint16_t* colours) {
  constexpr std::size_t kSamples = 8;
  bool all = true;
  for (std::size_t c = 0; c < 4; ++c) all = all && colours[c] != 0;
  std::size_t i = 0;
  for (; all && i + kSamples <= samples; i += kSamples) {
    std::uint16_t values[kSamples];
    __builtin_memcpy(values, source + 2 * i, sizeof(values));
    for (std::uint16_t& value : values) value = table[value];
    __builtin_memcpy(destination + 2 * i, values, sizeof(values));
  }
  lookup_words_ref(source + 2 * i, destination + 2 * i, samples - i, table, colours);
}

}  // namespace
}  // namespace tbbimg
