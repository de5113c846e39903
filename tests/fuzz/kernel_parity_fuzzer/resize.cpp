#include "kernels/resize/resize.hpp"
#include "tests/fuzz/kernel_parity_fuzzer/parity.hpp"

namespace tbbimg::parity {

void fuzz_resize(Input& input) {
  const int split = input.between(0, 24);
  ResizeOptions options = {.filter = static_cast<ResizeFilter>(input.between(0, 7)),
                           .light = input.between(0, 3) == 0 ? LightSpace::linear : LightSpace::encoded};
  const bool has_region = input.between(0, 3) == 0;
  const double part[4] = {input.between(0, 999) / 1000.0, input.between(0, 999) / 1000.0,
                          input.between(1, 1000) / 1000.0, input.between(1, 1000) / 1000.0};
  const int width = input.between(1, 300);
  const int height = input.between(1, 40);
  const Pixels source = random_pixels(input, static_cast<PixelFormat>(input.between(0, 7)));
  if (has_region) {
    const double left = part[0] * source.view.width;
    const double top = part[1] * source.view.height;
    options.region =
        SourceRegion{left, top, part[2] * (source.view.width - left), part[3] * (source.view.height - top)};
  }
  compare_levels("resize", source, {{width, height}, source.view.format}, split,
                 [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) -> Status {
                   TBBIMG_ASSIGN_OR_RETURN(const ResizePlan plan,
                                           ResizePlan::create(from.size(), to.size(), from.format, options, kernels));
                   return plan.run(from, to, rows);
                 });
}

}  // namespace tbbimg::parity
