#include "kernels/color/flatten.hpp"
#include "kernels/color/grayscale.hpp"
#include "tests/fuzz/kernel_parity_fuzzer/parity.hpp"

namespace tbbimg::parity {

void fuzz_color(Input& input) {
  using enum PixelFormat;
  const int split = input.between(0, 24);
  if (input.between(0, 1) == 0) {
    const Pixels source = random_pixels(input, input.between(0, 1) == 0 ? rgb8 : rgba8);
    const ImageShape shape = {source.view.size(), source.view.format == rgb8 ? gray8 : gray_alpha8};
    return compare_levels("grayscale", source, shape, split, grayscale);
  }
  const Rgb8 colour = {input.byte(), input.byte(), input.byte()};
  const Pixels source = random_pixels(input, input.between(0, 1) == 0 ? gray_alpha8 : rgba8);
  const ImageShape shape = {source.view.size(), source.view.format == rgba8 ? rgb8 : gray8};
  compare_levels("flatten", source, shape, split,
                 [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
                   return flatten(from, to, colour, rows, kernels);
                 });
}

}  // namespace tbbimg::parity
