// One level's table. Compiled once per level with that level's flags; TBBIMG_LEVEL is its name, and TBBIMG_LEVEL_avx2
// and its like are defined for the algorithms to tell.
//
// Everything but the table has internal linkage, and only plain data is used: a weak symbol (an inline function of a
// library, a lambda in the table) that came out of here could be linked into code which runs on every machine.
// tests/meta checks it by nm.
#if defined(TBBIMG_LEVEL_scalar)
#include "kernels/arch/scalar-inl.hpp"
#else
#include "kernels/color/flatten-inl.hpp"
#include "kernels/color/grayscale-inl.hpp"
#include "kernels/convolve/box-inl.hpp"
#include "kernels/convolve/separable-inl.hpp"
#include "kernels/geometry/orient-inl.hpp"
#include "kernels/point/brighten-inl.hpp"
#include "kernels/resize/premultiplied-inl.hpp"
#include "kernels/resize/resize-inl.hpp"
#endif

#define TBBIMG_TABLE_INNER(level) kKernelTable_##level
#define TBBIMG_TABLE(level) TBBIMG_TABLE_INNER(level)

namespace tbbimg {

constexpr KernelTable TBBIMG_TABLE(TBBIMG_LEVEL) = {
    .level = SimdLevel::TBBIMG_LEVEL,
    .brighten = brighten_row,
    .grayscale_rgb = grayscale_rgb_row,
    .grayscale_rgba = grayscale_rgba_row,
    .flatten_rgba = flatten_rgba_row,
    .flatten_gray_alpha = flatten_gray_alpha_row,
    .reverse_pixels = reverse_row,
    .transpose = transpose_rows,
    .resize_tap_multiple_gray = kGrayTapMultiple,
    .resize_tap_multiple_rgb = kRgbTapMultiple,
    .resize_vertical = resize_vertical_rows,
    .resize_horizontal = resize_horizontal_rows,
    .premultiplied_vertical = premultiplied_vertical_row,
    .premultiplied_horizontal = premultiplied_horizontal_row,
    .convolve_vertical = convolve_vertical_row,
    .convolve_horizontal = convolve_horizontal_row,
    .box_vertical = box_vertical_row,
    .box_horizontal = box_horizontal_row,
};

#if !defined(TBBIMG_LEVEL_scalar)
// Nobody would notice but by a stopwatch: the results are the same.
namespace {
constexpr bool runs_no_reference(const KernelTable& table) {
  return table.brighten != brighten_ref && table.grayscale_rgb != grayscale_rgb_ref &&
         table.grayscale_rgba != grayscale_rgba_ref && table.flatten_rgba != flatten_rgba_ref &&
         table.flatten_gray_alpha != flatten_gray_alpha_ref && table.reverse_pixels != reverse_pixels_ref &&
         table.transpose != transpose_ref && table.resize_vertical != resize_vertical_ref &&
         table.resize_horizontal != resize_horizontal_ref && table.box_vertical != box_vertical_ref;
}
}  // namespace
static_assert(runs_no_reference(TBBIMG_TABLE(TBBIMG_LEVEL)), "this level would silently run scalar code");
#endif

}  // namespace tbbimg
