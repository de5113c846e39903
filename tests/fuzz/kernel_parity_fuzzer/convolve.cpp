#include "kernels/convolve/separable.hpp"
#include "tests/fuzz/kernel_parity_fuzzer/parity.hpp"

namespace tbbimg::parity {

void fuzz_convolve(Input& input) {
  const int split = input.between(0, 24);
  const SeparableKernel taps = input.between(0, 1) == 0
                                   ? SeparableKernel::gaussian(input.between(1, 1600) / 100.0).value()
                                   : SeparableKernel::box(input.between(1, 255)).value();
  const Pixels source = random_pixels(input, random_8_bit_format(input));
  compare_levels("convolve", source, {source.view.size(), source.view.format}, split,
                 [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
                   return convolve_separable(from, to, taps, rows, kernels);
                 });
}

}  // namespace tbbimg::parity
