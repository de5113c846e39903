#include <array>

#include "kernels/color/color_matrix.hpp"
#include "kernels/color/flatten.hpp"
#include "kernels/color/gray_to_rgb.hpp"
#include "kernels/color/grayscale.hpp"
#include "tests/fuzz/kernel_parity_fuzzer/parity.hpp"

namespace tbbimg::parity {
namespace {

using enum PixelFormat;

void fuzz_grayscale(Input& input, int split) {
  const LumaStandard standard = input.between(0, 1) == 0 ? LumaStandard::bt601 : LumaStandard::bt709;
  const Pixels source = random_pixels(input, input.between(0, 1) == 0 ? rgb8 : rgba8);
  const ImageShape shape = {source.view.size(), source.view.format == rgb8 ? gray8 : gray_alpha8};
  compare_levels("grayscale", source, shape, split,
                 [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
                   return grayscale(from, to, standard, rows, kernels);
                 });
}

void fuzz_flatten(Input& input, int split) {
  const Rgb8 colour = {input.byte(), input.byte(), input.byte()};
  const Pixels source = random_pixels(input, input.between(0, 1) == 0 ? gray_alpha8 : rgba8);
  const ImageShape shape = {source.view.size(), source.view.format == rgba8 ? rgb8 : gray8};
  compare_levels("flatten", source, shape, split,
                 [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
                   return flatten(from, to, colour, rows, kernels);
                 });
}

void fuzz_gray_to_rgb(Input& input, int split) {
  const Pixels source = random_pixels(input, input.between(0, 1) == 0 ? gray8 : gray_alpha8);
  const ImageShape shape = {source.view.size(), source.view.format == gray8 ? rgb8 : rgba8};
  compare_levels("gray to RGB", source, shape, split, gray_to_rgb);
}

void fuzz_color_matrix(Input& input, int split) {
  std::array<double, 20> values;
  for (double& value : values) value = input.between(-799, 799) / 100.0;
  const ColorMatrix matrix = ColorMatrix::create(values, 4, 5).value();
  const Pixels source = random_pixels(input, input.between(0, 1) == 0 ? rgb8 : rgba8);
  compare_levels("colour matrix", source, {source.view.size(), source.view.format}, split,
                 [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
                   return mix_colors(from, to, matrix, rows, kernels);
                 });
}

}  // namespace

void fuzz_color(Input& input) {
  constexpr std::array kKernels = {fuzz_grayscale, fuzz_flatten, fuzz_gray_to_rgb, fuzz_color_matrix};
  const int split = input.between(0, 24);
  kKernels[static_cast<std::size_t>(input.between(0, kKernels.size() - 1))](input, split);
}

}  // namespace tbbimg::parity
