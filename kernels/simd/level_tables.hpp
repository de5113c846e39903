// Declares one table per SIMD level: TBBIMG_LEVEL_TABLES(PointTable, kPointTable) declares kPointTable_avx2 and so on,
// which the folder's instance.cpp defines under the name TBBIMG_LEVEL_TABLE(kPointTable) when it is compiled for a
// level.
#pragma once

#define TBBIMG_LEVEL_TABLES(Type, name) \
  extern const Type name##_scalar;      \
  extern const Type name##_sse2;        \
  extern const Type name##_avx2;        \
  extern const Type name##_avx512;      \
  extern const Type name##_neon

#define TBBIMG_LEVEL_TABLE_INNER(name, level) name##_##level
#define TBBIMG_LEVEL_TABLE_OUTER(name, level) TBBIMG_LEVEL_TABLE_INNER(name, level)
#define TBBIMG_LEVEL_TABLE(name) TBBIMG_LEVEL_TABLE_OUTER(name, TBBIMG_LEVEL)
