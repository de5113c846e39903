#if defined(TBBIMG_LEVEL_scalar)
#include "kernels/composite/over_ref.hpp"
#else
#include "kernels/composite/over-inl.hpp"
#endif
#include "kernels/composite/table.hpp"

namespace tbbimg {

#if defined(TBBIMG_LEVEL_scalar)
namespace {
inline constexpr auto* over_rgba_on_rgb_row = over_rgba_on_rgb_ref;
inline constexpr auto* over_gray_alpha_on_gray_row = over_gray_alpha_on_gray_ref;
inline constexpr auto* over_rgba_on_rgba_row = over_rgba_on_rgba_ref;
}  // namespace
#endif

constexpr CompositeTable TBBIMG_LEVEL_TABLE(kCompositeTable) = {
    .over_rgba_on_rgb = over_rgba_on_rgb_row,
    .over_gray_alpha_on_gray = over_gray_alpha_on_gray_row,
    .over_rgba_on_rgba = over_rgba_on_rgba_row,
};

#if !defined(TBBIMG_LEVEL_scalar)
namespace {
constexpr bool runs_no_reference(const CompositeTable& table) {
  return table.over_rgba_on_rgb != over_rgba_on_rgb_ref &&
         table.over_gray_alpha_on_gray != over_gray_alpha_on_gray_ref &&
         table.over_rgba_on_rgba != over_rgba_on_rgba_ref;
}
}  // namespace
static_assert(runs_no_reference(TBBIMG_LEVEL_TABLE(kCompositeTable)), "this level would silently run scalar code");
#endif

}  // namespace tbbimg
