// Defines a folder's table for the level that its instance.cpp is compiled for.
//
// A folder's table.hpp has a structure of function pointers, say ColorTable, and under it the list of its entries,
// TBBIMG_ENTRIES_color. For an entry `name`, the specification is name_ref, in some `*_ref.hpp`, and the function that
// one level's registers run is name_simd, in some `*-inl.hpp`. The list says which of them a level has:
//
//   SIMD(name)       name_simd; a level that has name_ref there does not compile
//   REFERENCE(name)  name_ref at every level, on purpose: the compiler is left to make the best of it
//
// The level `scalar` has name_ref everywhere.
#pragma once

#define TBBIMG_TABLE_NAME_OF(Folder, level) k##Folder##Table_##level
#define TBBIMG_TABLE_NAME(Folder, level) TBBIMG_TABLE_NAME_OF(Folder, level)

#define TBBIMG_REFERENCE_ENTRY(name) .name = name##_ref,
#define TBBIMG_IS_REFERENCE(name) \
  static_assert(kTable.name == name##_ref, "the entry `" #name "` is listed as the reference, and is something else");
#ifdef TBBIMG_LEVEL_scalar
#define TBBIMG_SIMD_ENTRY(name) TBBIMG_REFERENCE_ENTRY(name)
#define TBBIMG_IS_SIMD(name) TBBIMG_IS_REFERENCE(name)
#else
#define TBBIMG_SIMD_ENTRY(name) .name = name##_simd,
#define TBBIMG_IS_SIMD(name) \
  static_assert(kTable.name != name##_ref, "the entry `" #name "` would silently run the reference at this level");
#endif
#define TBBIMG_ONE(name) +1

#define TBBIMG_DEFINE_TABLE(folder, Folder)                                                              \
  namespace tbbimg {                                                                                     \
  extern const Folder##Table TBBIMG_TABLE_NAME(Folder, TBBIMG_LEVEL);                                    \
  constexpr Folder##Table TBBIMG_TABLE_NAME(Folder, TBBIMG_LEVEL) = {                                    \
      TBBIMG_ENTRIES_##folder(TBBIMG_SIMD_ENTRY, TBBIMG_REFERENCE_ENTRY)};                               \
  namespace {                                                                                            \
  constexpr const Folder##Table& kTable = TBBIMG_TABLE_NAME(Folder, TBBIMG_LEVEL);                       \
  TBBIMG_ENTRIES_##folder(TBBIMG_IS_SIMD, TBBIMG_IS_REFERENCE) static_assert(                            \
      sizeof(Folder##Table) == (0 TBBIMG_ENTRIES_##folder(TBBIMG_ONE, TBBIMG_ONE)) * sizeof(void (*)()), \
      "an entry of the table is missing in TBBIMG_ENTRIES_" #folder);                                    \
  }                                                                                                      \
  }
