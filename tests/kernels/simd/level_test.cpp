#include "kernels/simd/level.hpp"

#include <doctest/doctest.h>

#include "kernels/simd/table.hpp"
#include "tests/support/levels.hpp"

namespace tbbimg {

TEST_CASE("level: names are read as they are written") {
  for (const SimdLevel level :
       {SimdLevel::scalar, SimdLevel::sse2, SimdLevel::avx2, SimdLevel::avx512, SimdLevel::neon}) {
    CHECK(parse_simd_level(to_string(level)).value() == level);
  }
  CHECK(parse_simd_level("AVX2").error().message.find("avx512") != std::string::npos);
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
    CHECK(*active == test::supported_levels().back());
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

TEST_CASE("level: no level borrows a function from another") {
  const auto functions = [](const KernelTable& t) {
    return std::vector<const void*>{
        reinterpret_cast<const void*>(t.brighten),
        reinterpret_cast<const void*>(t.grayscale_rgb),
        reinterpret_cast<const void*>(t.grayscale_rgba),
        reinterpret_cast<const void*>(t.flatten_rgba),
        reinterpret_cast<const void*>(t.flatten_gray_alpha),
        reinterpret_cast<const void*>(t.reverse_pixels),
        reinterpret_cast<const void*>(t.transpose),
        reinterpret_cast<const void*>(t.resize_vertical),
        reinterpret_cast<const void*>(t.resize_horizontal),
        reinterpret_cast<const void*>(t.premultiplied_vertical),
        reinterpret_cast<const void*>(t.premultiplied_horizontal),
        reinterpret_cast<const void*>(t.convolve_vertical),
        reinterpret_cast<const void*>(t.convolve_horizontal),
        reinterpret_cast<const void*>(t.box_vertical),
        reinterpret_cast<const void*>(t.box_horizontal),
    };
  };
  // A new member of the table belongs into the list above.
  static_assert(sizeof(KernelTable) == 8 + 15 * sizeof(void*) + 8);
  for (const SimdLevel a : test::supported_levels()) {
    for (const SimdLevel b : test::supported_levels()) {
      if (a == b) continue;
      const auto of_a = functions(test::kernels_of(a).table());
      const auto of_b = functions(test::kernels_of(b).table());
      for (std::size_t i = 0; i < of_a.size(); ++i) {
        CHECK_MESSAGE(of_a[i] != of_b[i], to_string(a) << " and " << to_string(b) << " share function " << i);
      }
    }
  }
}

}  // namespace tbbimg
