#include "kernels/geometry/orient.hpp"
#include "tests/fuzz/kernel_parity_fuzzer/parity.hpp"

namespace tbbimg::parity {

void fuzz_geometry(Input& input) {
  const int split = input.between(0, 24);
  const auto orientation = static_cast<Orientation>(input.between(1, 8));
  const Pixels source = random_pixels(input, static_cast<PixelFormat>(input.between(0, 7)));
  compare_levels("orient", source, {oriented(source.view.size(), orientation), source.view.format}, split,
                 [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
                   return orient(from, to, orientation, rows, kernels);
                 });
}

}  // namespace tbbimg::parity
