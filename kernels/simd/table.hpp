// What one SIMD level offers: the row-level primitives that the public kernel functions are made of, a table per
// folder.
//
// Tables hold function pointers only, because objects compiled with a level's flags may hold nothing but plain data. A
// primitive reads and writes only the bytes that its comment names; pointers need no alignment; `*_ref.hpp` beside each
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

/// Every folder that has a table, whose headers are included above: X(folder, Folder, further arguments). The fuzzer's
/// seeds name a folder by its place: a new one stands at the end.
#define TBBIMG_KERNEL_FOLDERS(X, ...)                \
  X(color, Color __VA_OPT__(, ) __VA_ARGS__)         \
  X(composite, Composite __VA_OPT__(, ) __VA_ARGS__) \
  X(convolve, Convolve __VA_OPT__(, ) __VA_ARGS__)   \
  X(enhance, Enhance __VA_OPT__(, ) __VA_ARGS__)     \
  X(geometry, Geometry __VA_OPT__(, ) __VA_ARGS__)   \
  X(point, Point __VA_OPT__(, ) __VA_ARGS__)         \
  X(resize, Resize __VA_OPT__(, ) __VA_ARGS__)       \
  X(compare, Compare __VA_OPT__(, ) __VA_ARGS__)

namespace tbbimg {

struct KernelTable {
  SimdLevel level;
#define TBBIMG_MEMBER(folder, Folder) const Folder##Table& folder;
  TBBIMG_KERNEL_FOLDERS(TBBIMG_MEMBER)
#undef TBBIMG_MEMBER
};

}  // namespace tbbimg
