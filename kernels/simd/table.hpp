// What one SIMD level offers: the row-level primitives that the public kernel functions are made of, a table per
// folder.
//
// Tables hold function pointers only, because objects compiled with a level's flags may hold nothing but plain data. A
// primitive reads and writes only the bytes named in its comment; pointers need no alignment; `*_ref.hpp` beside each
// algorithm is its specification, and all levels give the same bits.
#pragma once

#include "kernels/color/table.hpp"
#include "kernels/compare/table.hpp"
#include "kernels/composite/table.hpp"
#include "kernels/convolve/table.hpp"
#include "kernels/enhance/table.hpp"
#include "kernels/geometry/table.hpp"
#include "kernels/point/table.hpp"
#include "kernels/resize/table.hpp"
#include "kernels/simd/level.hpp"

namespace tbbimg {

struct KernelTable {
  SimdLevel level;
  const ColorTable& color;
  const CompareTable& compare;
  const CompositeTable& composite;
  const ConvolveTable& convolve;
  const EnhanceTable& enhance;
  const GeometryTable& geometry;
  const PointTable& point;
  const ResizeTable& resize;
};

}  // namespace tbbimg
