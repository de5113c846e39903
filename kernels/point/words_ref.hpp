// The specification of point operations on samples of 16 bits, at any address: see PointTable.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tbbimg {
namespace {

inline int load_word_ref(const std::uint8_t* row, std::size_t i) {
  std::uint16_t value = 0;
  __builtin_memcpy(&value, row + 2 * i, sizeof(value));
  return value;
}
inline void store_word_ref(std::uint8_t* row, std::size_t i, int value) {
  const auto word = static_cast<std::uint16_t>(value);
  __builtin_memcpy(row + 2 * i, &word, sizeof(word));
}

inline void brighten_words_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t samples,
                               const std::uint16_t* add, const std::uint16_t* subtract) {
  for (std::size_t i = 0; i < samples; ++i) {
    const int raised = load_word_ref(source, i) + add[i % 4];
    const int lowered = (raised > 65535 ? 65535 : raised) - subtract[i % 4];
    store_word_ref(destination, i, lowered < 0 ? 0 : lowered);
  }
}

inline void invert_words_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t samples,
                             const std::uint16_t* colours) {
  for (std::size_t i = 0; i < samples; ++i) store_word_ref(destination, i, load_word_ref(source, i) ^ colours[i % 4]);
}

inline void threshold_words_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t samples,
                                std::uint16_t lowest, const std::uint16_t* colours) {
  for (std::size_t i = 0; i < samples; ++i) {
    const int value = load_word_ref(source, i);
    store_word_ref(destination, i, colours[i % 4] == 0 ? value : value >= lowest ? 65535 : 0);
  }
}

inline void lookup_words_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t samples,
                             const std::uint16_t* table, const std::uint16_t* colours) {
  for (std::size_t i = 0; i < samples; ++i) {
    const int value = load_word_ref(source, i);
    store_word_ref(destination, i, colours[i % 4] != 0 ? table[value] : value);
  }
}

}  // namespace
}  // namespace tbbimg
