// The specification of narrow: see PointTable::narrow.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tbbimg {
namespace {

// The nearest to sample / 257.
inline void narrow_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t samples) {
  for (std::size_t i = 0; i < samples; ++i) {
    std::uint16_t sample = 0;
    __builtin_memcpy(&sample, source + 2 * i, 2);
    destination[i] = static_cast<std::uint8_t>((sample * 2U + 257U) / 514U);
  }
}

}  // namespace
}  // namespace tbbimg
