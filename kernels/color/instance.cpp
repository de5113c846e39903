#if defined(TBBIMG_LEVEL_scalar)
#include "kernels/color/flatten_ref.hpp"
#include "kernels/color/grayscale_ref.hpp"
#else
#include "kernels/color/flatten-inl.hpp"
#include "kernels/color/grayscale-inl.hpp"
#endif
#include "kernels/color/table.hpp"

namespace tbbimg {

#if defined(TBBIMG_LEVEL_scalar)
namespace {
inline constexpr auto* grayscale_rgb_row = grayscale_rgb_ref;
inline constexpr auto* grayscale_rgba_row = grayscale_rgba_ref;
inline constexpr auto* flatten_rgba_row = flatten_rgba_ref;
inline constexpr auto* flatten_gray_alpha_row = flatten_gray_alpha_ref;
}  // namespace
#endif

constexpr ColorTable TBBIMG_LEVEL_TABLE(kColorTable) = {
    .grayscale_rgb = grayscale_rgb_row,
    .grayscale_rgba = grayscale_rgba_row,
    .flatten_rgba = flatten_rgba_row,
    .flatten_gray_alpha = flatten_gray_alpha_row,
};

#if !defined(TBBIMG_LEVEL_scalar)
namespace {
constexpr bool runs_no_reference(const ColorTable& table) {
  return table.grayscale_rgb != grayscale_rgb_ref && table.grayscale_rgba != grayscale_rgba_ref &&
         table.flatten_rgba != flatten_rgba_ref && table.flatten_gray_alpha != flatten_gray_alpha_ref;
}
}  // namespace
static_assert(runs_no_reference(TBBIMG_LEVEL_TABLE(kColorTable)), "this level would silently run scalar code");
#endif

}  // namespace tbbimg
