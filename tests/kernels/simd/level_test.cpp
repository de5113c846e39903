#include "kernels/simd/level.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "kernels/simd/table.hpp"
#include "tests/support/levels.hpp"

namespace tbbimg {

TEST_CASE("level: names are read as they are written") {
  for (const SimdLevel level :
       {SimdLevel::scalar, SimdLevel::sse2, SimdLevel::avx2, SimdLevel::avx512, SimdLevel::neon}) {
    CHECK(parse_simd_level(to_string(level)).value() == level);
  }
  CHECK(parse_simd_level("AVX2").error().message.text().find("avx512") != std::string::npos);
  CHECK(parse_simd_level("").error().code == ErrorCode::invalid_argument);
}

TEST_CASE("level: the active one is the one that is forced, or the highest") {
  const Result<SimdLevel> active = active_simd_level();
  REQUIRE(active.has_value());
  CHECK(is_supported(*active));
  // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread runs here
  if (const char* forced = std::getenv("TBBIMG_SIMD"); forced != nullptr && *forced != '\0') {
    CHECK(to_string(*active) == forced);
  } else {
    CHECK(*active == supported_simd_levels().back());
  }
  CHECK(Kernels::active()->level() == *active);
}

TEST_CASE("level: one that is not compiled in is refused, not replaced") {
  for (const SimdLevel level : {SimdLevel::sse2, SimdLevel::avx2, SimdLevel::avx512, SimdLevel::neon}) {
    if (is_supported(level)) continue;
    CHECK(Kernels::of(level).error().code == ErrorCode::unsupported);
  }
#if defined(__x86_64__)
  CHECK_FALSE(is_supported(SimdLevel::neon));
  CHECK(is_supported(SimdLevel::sse2));
#endif
}

namespace {

// A table holds function pointers only.
template <class Table>
std::vector<std::uintptr_t> functions_of(const Table& table) {
  static_assert(std::is_trivially_copyable_v<Table> && sizeof(Table) % sizeof(std::uintptr_t) == 0);
  std::vector<std::uintptr_t> functions(sizeof(Table) / sizeof(std::uintptr_t));
  std::memcpy(functions.data(), &table, sizeof(Table));
  return functions;
}

std::vector<std::vector<std::uintptr_t>> functions_of(SimdLevel level) {
  const KernelTable& table = test::kernels_of(level).table();
  return {functions_of(table.color),    functions_of(table.compare), functions_of(table.composite),
          functions_of(table.convolve), functions_of(table.enhance), functions_of(table.geometry),
          functions_of(table.point),    functions_of(table.resize)};
}

}  // namespace

TEST_CASE("level: no level borrows a function from another") {
  // A new table of KernelTable belongs into the list above.
  static_assert(sizeof(KernelTable) == sizeof(std::uintptr_t) + 8 * sizeof(void*));
  for (const SimdLevel a : supported_simd_levels()) {
    for (const SimdLevel b : supported_simd_levels()) {
      if (a == b) continue;
      const auto of_a = functions_of(a);
      const auto of_b = functions_of(b);
      for (std::size_t table = 0; table < of_a.size(); ++table) {
        for (std::size_t i = 0; i < of_a[table].size(); ++i) {
          CHECK_MESSAGE(of_a[table][i] != of_b[table][i],
                        to_string(a) << " and " << to_string(b) << " share function " << i << " of table " << table);
        }
      }
    }
  }
}

}  // namespace tbbimg
