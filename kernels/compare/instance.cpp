#if defined(TBBIMG_LEVEL_scalar)
#include "kernels/compare/ssim_ref.hpp"
#else
#include "kernels/compare/ssim-inl.hpp"
#endif
#include "kernels/compare/table.hpp"

namespace tbbimg {

#if defined(TBBIMG_LEVEL_scalar)
namespace {
inline constexpr auto* ssim_sums_row = ssim_sums_ref;
}  // namespace
#endif

constexpr CompareTable TBBIMG_LEVEL_TABLE(kCompareTable) = {
    .ssim_sums = ssim_sums_row,
};

#if !defined(TBBIMG_LEVEL_scalar)
namespace {
constexpr bool runs_no_reference(const CompareTable& table) { return table.ssim_sums != ssim_sums_ref; }
}  // namespace
static_assert(runs_no_reference(TBBIMG_LEVEL_TABLE(kCompareTable)), "this level would silently run scalar code");
#endif

}  // namespace tbbimg
