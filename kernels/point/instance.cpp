#if defined(TBBIMG_LEVEL_scalar)
#include "kernels/point/brighten_ref.hpp"
#include "kernels/point/invert_threshold_ref.hpp"
#include "kernels/point/lookup_ref.hpp"
#else
#include "kernels/point/brighten-inl.hpp"
#include "kernels/point/invert_threshold-inl.hpp"
#include "kernels/point/lookup-inl.hpp"
#endif
#include "kernels/point/table.hpp"

namespace tbbimg {

#if defined(TBBIMG_LEVEL_scalar)
namespace {
inline constexpr auto* brighten_row = brighten_ref;
inline constexpr auto* invert_row = invert_ref;
inline constexpr auto* threshold_row = threshold_ref;
inline constexpr auto* lookup_row = lookup_ref;
inline constexpr auto* lookup_channels_row = lookup_channels_ref;
}  // namespace
#endif

constexpr PointTable TBBIMG_LEVEL_TABLE(kPointTable) = {
    .brighten = brighten_row,
    .invert = invert_row,
    .threshold = threshold_row,
    .lookup = lookup_row,
    .lookup_channels = lookup_channels_row,
};

#if !defined(TBBIMG_LEVEL_scalar)
namespace {
constexpr bool runs_no_reference(const PointTable& table) {
  return table.brighten != brighten_ref && table.invert != invert_ref && table.threshold != threshold_ref &&
         table.lookup != lookup_ref && table.lookup_channels != lookup_channels_ref;
}
}  // namespace
static_assert(runs_no_reference(TBBIMG_LEVEL_TABLE(kPointTable)), "this level would silently run scalar code");
#endif

}  // namespace tbbimg
