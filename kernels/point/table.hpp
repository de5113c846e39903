// The primitives of point operations.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/simd/level_tables.hpp"

namespace tbbimg {

struct PointTable {
  /// Per byte i: clamp(clamp(source[i] + add[i % 4]) - subtract[i % 4]). May work in place.
  void (*brighten)(const std::uint8_t* source, std::uint8_t* destination, std::size_t bytes, const std::uint8_t* add,
                   const std::uint8_t* subtract);
};

TBBIMG_LEVEL_TABLES(PointTable, kPointTable);

}  // namespace tbbimg
