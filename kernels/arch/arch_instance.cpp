// One level's table. Compiled once per level with that level's flags, TBBIMG_LEVEL being its name.
//
// Everything but the table has internal linkage, and only plain data is used: a weak symbol (an inline function of a
// library) that came out of here could be linked into code which runs on every machine. tests/meta checks it by nm.
#include "kernels/color/flatten_ref.hpp"
#include "kernels/color/grayscale_ref.hpp"
#include "kernels/convolve/separable_ref.hpp"
#include "kernels/geometry/orient_ref.hpp"
#include "kernels/point/brighten_ref.hpp"
#include "kernels/resize/premultiplied_ref.hpp"
#include "kernels/resize/resize_ref.hpp"

#define TBBIMG_TABLE_INNER(level) kKernelTable_##level
#define TBBIMG_TABLE(level) TBBIMG_TABLE_INNER(level)

namespace tbbimg {
namespace {

// Named functions: those of lambdas would be weak symbols.
void premultiplied_vertical_rows(const PremultipliedVerticalPass& pass) { premultiplied_vertical_ref(pass, 0); }

void premultiplied_horizontal_rows(const PremultipliedHorizontalPass& pass) { premultiplied_horizontal_ref(pass, 0); }

void convolve_vertical_row(const std::uint8_t* const* rows, SymmetricTaps taps, std::size_t bytes,
                           std::uint16_t* destination) {
  convolve_vertical_ref(rows, taps, 0, bytes, destination);
}

void convolve_horizontal_row(const std::uint16_t* source, SymmetricTaps taps, int channels, std::size_t bytes,
                             std::uint8_t* destination) {
  convolve_horizontal_ref(source, taps, channels, 0, bytes, destination);
}

}  // namespace

const KernelTable TBBIMG_TABLE(TBBIMG_LEVEL) = {
    .level = SimdLevel::TBBIMG_LEVEL,
    .brighten = brighten_ref,
    .grayscale_rgb = grayscale_rgb_ref,
    .grayscale_rgba = grayscale_rgba_ref,
    .flatten_rgba = flatten_rgba_ref,
    .flatten_gray_alpha = flatten_gray_alpha_ref,
    .reverse_pixels = reverse_pixels_ref,
    .transpose = transpose_ref,
    .resize_tap_multiple_gray = 2,
    .resize_tap_multiple_rgb = 2,
    .resize_vertical = resize_vertical_ref,
    .resize_horizontal = resize_horizontal_ref,
    .premultiplied_vertical = premultiplied_vertical_rows,
    .premultiplied_horizontal = premultiplied_horizontal_rows,
    .convolve_vertical = convolve_vertical_row,
    .convolve_horizontal = convolve_horizontal_row,
};

}  // namespace tbbimg
