#include "kernels/composite/over.hpp"

#include <cstring>

#include "tests/fuzz/kernel_parity_fuzzer/parity.hpp"

namespace tbbimg::parity {

// The source is the background, and the layer is made of its bytes.
void fuzz_composite(Input& input) {
  using enum PixelFormat;
  const int split = input.between(0, 24);
  const double opacity = input.between(0, 1000) / 1000.0;
  const Point at = {input.between(-40, 40), input.between(-4, 20)};
  const Pixels background = random_pixels(input, random_format(input));
  const PixelFormat format = is_gray(background.view.format) ? gray_alpha8 : rgba8;
  const Pixels layer = random_pixels(input, format);
  compare_levels("over", background, {background.view.size(), background.view.format}, split,
                 [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
                   for (int y = rows.begin; y < rows.end; ++y) std::memcpy(to.row(y), from.row(y), from.row_bytes());
                   return over(layer.view, to, at, opacity, rows, kernels);
                 });
}

}  // namespace tbbimg::parity
