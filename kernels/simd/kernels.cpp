#include "kernels/simd/kernels.hpp"

#include <string>

#include "kernels/simd/table.hpp"

namespace tbbimg {

// The build names the levels that it compiles, cmake/SimdLevels.cmake: TBBIMG_COMPILED_LEVELS is X(scalar) X(sse2) ...
#define TBBIMG_DECLARE(folder, Folder, level) extern const Folder##Table k##Folder##Table_##level;
#define X(level) TBBIMG_KERNEL_FOLDERS(TBBIMG_DECLARE, level)
TBBIMG_COMPILED_LEVELS
#undef X
#undef TBBIMG_DECLARE

namespace {

#define TBBIMG_TABLE(folder, Folder, level) k##Folder##Table_##level,
#define X(level) {SimdLevel::level, TBBIMG_KERNEL_FOLDERS(TBBIMG_TABLE, level)},
constexpr KernelTable kTables[] = {TBBIMG_COMPILED_LEVELS};
#undef X
#undef TBBIMG_TABLE

}  // namespace

Result<Kernels> Kernels::active() {
  TBBIMG_ASSIGN_OR_RETURN(const SimdLevel level, active_simd_level());
  return of(level);
}

Result<Kernels> Kernels::of(SimdLevel level) {
  for (const KernelTable& table : kTables) {
    if (table.level == level && is_supported(level)) return Kernels(table);
  }
  return fail(ErrorCode::unsupported, "this machine does not run the SIMD level " + std::string(to_string(level)));
}

SimdLevel Kernels::level() const noexcept { return table_->level; }

}  // namespace tbbimg
