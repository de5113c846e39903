#if defined(TBBIMG_LEVEL_scalar)
#include "kernels/color/color_matrix_ref.hpp"
#include "kernels/color/flatten_ref.hpp"
#include "kernels/color/gray_to_rgb_ref.hpp"
#include "kernels/color/grayscale_ref.hpp"
#else
#include "kernels/color/color_matrix-inl.hpp"
#include "kernels/color/flatten-inl.hpp"
#include "kernels/color/gray_to_rgb-inl.hpp"
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
inline constexpr auto* repeat_gray_row = repeat_gray_ref;
inline constexpr auto* repeat_gray_alpha_row = repeat_gray_alpha_ref;
inline constexpr auto* mix_rgb_row = mix_rgb_ref;
inline constexpr auto* mix_rgba_row = mix_rgba_ref;
}  // namespace
#endif

constexpr ColorTable TBBIMG_LEVEL_TABLE(kColorTable) = {
    .grayscale_rgb = grayscale_rgb_row,
    .grayscale_rgba = grayscale_rgba_row,
    .flatten_rgba = flatten_rgba_row,
    .flatten_gray_alpha = flatten_gray_alpha_row,
    .repeat_gray = repeat_gray_row,
    .repeat_gray_alpha = repeat_gray_alpha_row,
    .mix_rgb = mix_rgb_row,
    .mix_rgba = mix_rgba_row,
};

#if !defined(TBBIMG_LEVEL_scalar)
namespace {
constexpr bool runs_no_reference(const ColorTable& table) {
  return table.grayscale_rgb != grayscale_rgb_ref && table.grayscale_rgba != grayscale_rgba_ref &&
         table.flatten_rgba != flatten_rgba_ref && table.flatten_gray_alpha != flatten_gray_alpha_ref &&
         table.repeat_gray != repeat_gray_ref && table.repeat_gray_alpha != repeat_gray_alpha_ref &&
         table.mix_rgb != mix_rgb_ref && table.mix_rgba != mix_rgba_ref;
}
}  // namespace
static_assert(runs_no_reference(TBBIMG_LEVEL_TABLE(kColorTable)), "this level would silently run scalar code");
#endif

}  // namespace tbbimg
