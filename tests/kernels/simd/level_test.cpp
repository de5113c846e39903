#include "kernels/simd/level.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <map>
#include <string>

#include "kernels/simd/table.hpp"
#include "tests/support/levels.hpp"

namespace tbbimg {

TEST_CASE("level: names are read as they are written") {
  for (const SimdLevel level : {SimdLevel::scalar, SimdLevel::sse2, SimdLevel::avx2, SimdLevel::avx512}) {
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
  for (const SimdLevel level : {SimdLevel::sse2, SimdLevel::avx2, SimdLevel::avx512}) {
    if (is_supported(level)) continue;
    CHECK(Kernels::of(level).error().code == ErrorCode::unsupported);
  }
#if defined(__x86_64__)
  CHECK(is_supported(SimdLevel::sse2));
#endif
}

namespace {

using Function = void (*)();

// Every entry of every folder's table.
std::map<std::string, Function> functions_of(SimdLevel level) {
  const KernelTable& tables = test::kernels_of(level).table();
  std::map<std::string, Function> functions;
#define TBBIMG_ENTRY(name) functions[folder + "." #name] = reinterpret_cast<Function>(table.name);
#define TBBIMG_FOLDER(name, Name)                     \
  {                                                   \
    const std::string folder = #name;                 \
    const Name##Table& table = tables.name;           \
    TBBIMG_ENTRIES_##name(TBBIMG_ENTRY, TBBIMG_ENTRY) \
  }
  TBBIMG_KERNEL_FOLDERS(TBBIMG_FOLDER)
#undef TBBIMG_FOLDER
#undef TBBIMG_ENTRY
  return functions;
}

}  // namespace

TEST_CASE("level: no level borrows a function from another") {
  for (const SimdLevel a : supported_simd_levels()) {
    const auto functions = functions_of(a);
    REQUIRE_FALSE(functions.empty());
    for (const SimdLevel b : supported_simd_levels()) {
      if (a == b) continue;
      for (const auto& entry : functions_of(b)) {
        CHECK_MESSAGE((functions.at(entry.first) != entry.second),
                      to_string(a) << " and " << to_string(b) << " share " << entry.first);
      }
    }
  }
}

}  // namespace tbbimg
