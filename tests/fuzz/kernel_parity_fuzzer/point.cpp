#include "kernels/point/brighten.hpp"
#include "tests/fuzz/kernel_parity_fuzzer/parity.hpp"

namespace tbbimg::parity {

void fuzz_point(Input& input) {
  const int split = input.between(0, 24);
  const int offset = input.between(-255, 255);
  const Pixels source = random_pixels(input, random_8_bit_format(input));
  compare_levels("brighten", source, {source.view.size(), source.view.format}, split,
                 [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
                   return brighten(from, to, offset, rows, kernels);
                 });
}

}  // namespace tbbimg::parity
