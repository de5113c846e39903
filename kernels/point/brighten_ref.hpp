// The specification of brighten: see PointTable::brighten.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tbbimg {
namespace {

// One of `add` and `subtract` is 0, so that adding first and subtracting then clamps as adding the difference would.
inline void brighten_ref(const std::uint8_t* source, std::uint8_t* destination, std::size_t bytes,
                         const std::uint8_t* add, const std::uint8_t* subtract) {
  for (std::size_t i = 0; i < bytes; ++i) {
    int value = source[i] + add[i % 4];
    value = value > 255 ? 255 : value;
    value -= subtract[i % 4];
    destination[i] = static_cast<std::uint8_t>(value < 0 ? 0 : value);
  }
}

}  // namespace
}  // namespace tbbimg
