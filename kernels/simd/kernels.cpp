#include "kernels/simd/kernels.hpp"

#include <string>

#include "kernels/simd/table.hpp"

namespace tbbimg {
namespace {

#define TBBIMG_KERNEL_TABLE(name)                                                                        \
  constexpr KernelTable k_##name = {SimdLevel::name,        kColorTable_##name,    kCompareTable_##name, \
                                    kCompositeTable_##name, kConvolveTable_##name, kEnhanceTable_##name, \
                                    kGeometryTable_##name,  kPointTable_##name,    kResizeTable_##name}

TBBIMG_KERNEL_TABLE(scalar);
#ifdef TBBIMG_HAS_LEVEL_sse2
TBBIMG_KERNEL_TABLE(sse2);
#endif
#ifdef TBBIMG_HAS_LEVEL_avx2
TBBIMG_KERNEL_TABLE(avx2);
#endif
#ifdef TBBIMG_HAS_LEVEL_avx512
TBBIMG_KERNEL_TABLE(avx512);
#endif
#ifdef TBBIMG_HAS_LEVEL_neon
TBBIMG_KERNEL_TABLE(neon);
#endif

const KernelTable* table_of(SimdLevel level) noexcept {
  switch (level) {
    case SimdLevel::scalar: return &k_scalar;
#ifdef TBBIMG_HAS_LEVEL_sse2
    case SimdLevel::sse2: return &k_sse2;
#endif
#ifdef TBBIMG_HAS_LEVEL_avx2
    case SimdLevel::avx2: return &k_avx2;
#endif
#ifdef TBBIMG_HAS_LEVEL_avx512
    case SimdLevel::avx512: return &k_avx512;
#endif
#ifdef TBBIMG_HAS_LEVEL_neon
    case SimdLevel::neon: return &k_neon;
#endif
    default: return nullptr;
  }
}

}  // namespace

Result<Kernels> Kernels::active() {
  TBBIMG_ASSIGN_OR_RETURN(const SimdLevel level, active_simd_level());
  return of(level);
}

Result<Kernels> Kernels::of(SimdLevel level) {
  const KernelTable* table = is_supported(level) ? table_of(level) : nullptr;
  if (table == nullptr) {
    return fail(ErrorCode::unsupported, "this machine does not run the SIMD level " + std::string(to_string(level)));
  }
  return Kernels(*table);
}

SimdLevel Kernels::level() const noexcept { return table_->level; }

}  // namespace tbbimg
