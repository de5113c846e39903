// Which SIMD level runs. Chosen once, by asking the CPU for every flag that the level was compiled with.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "kernels/core/error.hpp"

namespace tbbimg {

/// Every level that there is, lowest first.
#define TBBIMG_SIMD_LEVELS(X) X(scalar) X(sse2) X(avx2) X(avx512)

enum class SimdLevel : std::uint8_t {
#define TBBIMG_NAME(name) name,
  TBBIMG_SIMD_LEVELS(TBBIMG_NAME)
#undef TBBIMG_NAME
};

/// As in the list above.
[[nodiscard]] std::string_view to_string(SimdLevel level) noexcept;

/// Errors: invalid_argument for a word that names no level.
[[nodiscard]] Result<SimdLevel> parse_simd_level(std::string_view name);

/// Levels this library was compiled with, lowest first.
[[nodiscard]] std::span<const SimdLevel> compiled_simd_levels() noexcept;

/// Whether this CPU and its operating system run `level`, and it was compiled in.
[[nodiscard]] bool is_supported(SimdLevel level) noexcept;

/// The compiled levels that are supported, lowest first: scalar at least.
[[nodiscard]] std::vector<SimdLevel> supported_simd_levels();

/// The level in use: TBBIMG_SIMD if it is set, the highest supported one otherwise. Read once per process.
/// Errors: invalid_argument if TBBIMG_SIMD names no level, unsupported if this machine does not run it.
[[nodiscard]] Result<SimdLevel> active_simd_level();

}  // namespace tbbimg
