// The specification of invert and threshold: see PointTable.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tbbimg {
namespace {

inline void invert_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t bytes,
                       const std::uint8_t* colours) {
  for (std::size_t i = 0; i < bytes; ++i) destination[i] = source[i] ^ colours[i % 4];
}

inline void threshold_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t bytes, std::uint8_t lowest,
                          const std::uint8_t* colours) {
  for (std::size_t i = 0; i < bytes; ++i) {
    const std::uint8_t reached = source[i] >= lowest ? 255 : 0;
    destination[i] = colours[i % 4] != 0 ? reached : source[i];
  }
}

}  // namespace
}  // namespace tbbimg
