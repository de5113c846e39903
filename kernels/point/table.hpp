// The primitives of point operations. Each may work in place.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tbbimg {

/// `add`, `subtract`, `flip` and `colours` have four bytes, of which number i % 4 belongs to byte i of a row: see
/// kernels/point/channel_pattern.hpp. Bytes where `colours` is 0 are copied, elsewhere it is 255.
struct PointTable {
  /// Per byte i: clamp(clamp(source[i] + add[i % 4]) - subtract[i % 4]).
  void (*brighten)(const std::uint8_t* source, std::uint8_t* destination, std::size_t bytes, const std::uint8_t* add,
                   const std::uint8_t* subtract);
  /// 255 - source[i].
  void (*invert)(const std::uint8_t* source, std::uint8_t* destination, std::size_t bytes, const std::uint8_t* colours);
  /// 255 if source[i] >= lowest, otherwise 0. `lowest` is in 1..255.
  void (*threshold)(const std::uint8_t* source, std::uint8_t* destination, std::size_t bytes, std::uint8_t lowest,
                    const std::uint8_t* colours);
  /// table[source[i]], of 256 bytes.
  void (*lookup)(const std::uint8_t* source, std::uint8_t* destination, std::size_t bytes, const std::uint8_t* table,
                 const std::uint8_t* colours);
  /// A table of 256 bytes for each of the 1 to 4 channels, one behind the other.
  void (*lookup_channels)(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                          const std::uint8_t* tables, std::size_t channels);
  /// From 16 bits a sample, at any address, to 8: round(sample / 257).
  void (*narrow)(const std::uint8_t* source, std::uint8_t* destination, std::size_t samples);

  // The same for samples of 16 bits at any address; `colours` is 65535 where a sample changes. `lowest` is above 0.
  void (*brighten_words)(const std::uint8_t* source, std::uint8_t* destination, std::size_t samples,
                         const std::uint16_t* add, const std::uint16_t* subtract);
  void (*invert_words)(const std::uint8_t* source, std::uint8_t* destination, std::size_t samples,
                       const std::uint16_t* colours);
  void (*threshold_words)(const std::uint8_t* source, std::uint8_t* destination, std::size_t samples,
                          std::uint16_t lowest, const std::uint16_t* colours);
  /// table[source[i]], of 65,536 entries.
  void (*lookup_words)(const std::uint8_t* source, std::uint8_t* destination, std::size_t samples,
                       const std::uint16_t* table, const std::uint16_t* colours);
};

/// Every entry of the table, in its order: see kernels/arch/instance.hpp.
#define TBBIMG_ENTRIES_point(SIMD, REFERENCE) \
  SIMD(brighten)                              \
  SIMD(invert)                                \
  SIMD(threshold)                             \
  SIMD(lookup)                                \
  SIMD(lookup_channels)                       \
  SIMD(narrow)                                \
  SIMD(brighten_words)                        \
  SIMD(invert_words)                          \
  SIMD(threshold_words)                       \
  SIMD(lookup_words)

}  // namespace tbbimg
