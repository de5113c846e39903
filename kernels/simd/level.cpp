#include "kernels/simd/level.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <string>

namespace tbbimg {
namespace {

#define X(level) SimdLevel::level,
constexpr std::array kAllLevels = {TBBIMG_SIMD_LEVELS(X)};
constexpr std::array kCompiledLevels = {TBBIMG_COMPILED_LEVELS};  // cmake/SimdLevels.cmake: X(scalar) X(sse2) ...
#undef X

bool is_compiled(SimdLevel level) noexcept {
  return std::find(kCompiledLevels.begin(), kCompiledLevels.end(), level) != kCompiledLevels.end();
}

// Every flag of cmake/SimdLevels.cmake is asked for. The builtin also asks the operating system (XGETBV) whether it
// saves the registers, which xsimd 8.1's own detection forgets.
bool cpu_runs(SimdLevel level) noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_cpu_init();
  switch (level) {
    case SimdLevel::scalar: return true;
    case SimdLevel::sse2: return __builtin_cpu_supports("sse2");
    case SimdLevel::avx2: return __builtin_cpu_supports("avx2");
    case SimdLevel::avx512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512cd") &&
             __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi");
  }
  return false;
#else
  return level == SimdLevel::scalar;
#endif
}

std::string names_of(std::span<const SimdLevel> levels) {
  std::string names;
  for (const SimdLevel level : levels) {
    if (!names.empty()) names += ", ";
    names += to_string(level);
  }
  return names;
}

Result<SimdLevel> choose_level() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): read once, under the lock of a static's initialisation
  const char* forced = std::getenv("TBBIMG_SIMD");
  if (forced != nullptr && *forced != '\0') {
    Result<SimdLevel> level = parse_simd_level(forced);
    if (!level) return fail(level.error().code, "TBBIMG_SIMD: " + level.error().message);
    if (!is_supported(*level)) {
      return fail(ErrorCode::unsupported, "TBBIMG_SIMD asks for " + std::string(forced) +
                                              ", but this machine runs only " + names_of(supported_simd_levels()));
    }
    return *level;
  }
  return supported_simd_levels().back();
}

}  // namespace

std::string_view to_string(SimdLevel level) noexcept {
  switch (level) {
#define X(name) \
  case SimdLevel::name: return #name;
    TBBIMG_SIMD_LEVELS(X)
#undef X
  }
  return "unknown";
}

Result<SimdLevel> parse_simd_level(std::string_view name) {
  for (const SimdLevel level : kAllLevels) {
    if (to_string(level) == name) return level;
  }
  return fail(ErrorCode::invalid_argument,
              std::string("\"").append(name).append("\" names no SIMD level; there are ") + names_of(kAllLevels));
}

std::span<const SimdLevel> compiled_simd_levels() noexcept { return kCompiledLevels; }

bool is_supported(SimdLevel level) noexcept { return is_compiled(level) && cpu_runs(level); }

std::vector<SimdLevel> supported_simd_levels() {
  std::vector<SimdLevel> levels;
  std::copy_if(kCompiledLevels.begin(), kCompiledLevels.end(), std::back_inserter(levels), cpu_runs);
  return levels;
}

Result<SimdLevel> active_simd_level() {
  static const Result<SimdLevel> kActive = choose_level();
  return kActive;
}

}  // namespace tbbimg
