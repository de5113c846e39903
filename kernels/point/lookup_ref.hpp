// The specification of look-up tables: see PointTable.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tbbimg {
namespace {

inline void lookup_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t bytes,
                       const std::uint8_t* table, const std::uint8_t* colours) {
  for (std::size_t i = 0; i < bytes; ++i) destination[i] = colours[i % 4] != 0 ? table[source[i]] : source[i];
}

inline void lookup_channels_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                                const std::uint8_t* tables, std::size_t channels) {
  for (std::size_t i = 0; i < pixels * channels; ++i) destination[i] = tables[i % channels * 256 + source[i]];
}

}  // namespace
}  // namespace tbbimg
