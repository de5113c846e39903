#if defined(TBBIMG_LEVEL_scalar)
#include "kernels/point/brighten_ref.hpp"
#else
#include "kernels/point/brighten-inl.hpp"
#endif
#include "kernels/point/table.hpp"

namespace tbbimg {

#if defined(TBBIMG_LEVEL_scalar)
namespace {
inline constexpr auto* brighten_row = brighten_ref;
}  // namespace
#endif

constexpr PointTable TBBIMG_LEVEL_TABLE(kPointTable) = {
    .brighten = brighten_row,
};

#if !defined(TBBIMG_LEVEL_scalar)
namespace {
constexpr bool runs_no_reference(const PointTable& table) { return table.brighten != brighten_ref; }
}  // namespace
static_assert(runs_no_reference(TBBIMG_LEVEL_TABLE(kPointTable)), "this level would silently run scalar code");
#endif

}  // namespace tbbimg
