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

const KernelTable TBBIMG_TABLE(TBBIMG_LEVEL) = {
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

}  // namespace tbbimg
