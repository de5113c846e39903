#include "kernels/resize/resize.hpp"
#include "tests/fuzz/kernel_parity_fuzzer/parity.hpp"

namespace tbbimg::parity {

void fuzz_resize(Input& input) {
  const int split = input.between(0, 24);
  const auto filter = static_cast<ResizeFilter>(input.between(0, 5));
  const int width = input.between(1, 300);
  const int height = input.between(1, 40);
  const Pixels source = random_pixels(input, random_8_bit_format(input));
  compare_levels("resize", source, {{width, height}, source.view.format}, split,
                 [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) -> Status {
                   TBBIMG_ASSIGN_OR_RETURN(const ResizePlan plan,
                                           ResizePlan::create(from.size(), to.size(), from.format, filter, kernels));
                   return plan.run(from, to, rows);
                 });
}

}  // namespace tbbimg::parity
