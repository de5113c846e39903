#include <cstring>

#include "kernels/compare/ssim.hpp"
#include "tests/fuzz/kernel_parity_fuzzer/parity.hpp"

namespace tbbimg::parity {

// The number that comes out stands in the first bytes of a picture, so that one comparison serves all kernels.
void fuzz_compare(Input& input) {
  const Pixels source = random_pixels(input, random_8_bit_format(input));
  const Pixels other(source.view.size(), random_8_bit_format(input));
  for (int y = 0; y < other.view.height; ++y) {
    for (std::size_t i = 0; i < other.view.row_bytes(); ++i) other.view.row(y)[i] = input.byte();
  }
  const ImageShape shape = {{sizeof(double), 1}, PixelFormat::gray8};
  compare_levels("ssim", source, shape, 1, [&](ConstImageView from, ImageView to, RowRange, Kernels kernels) -> Status {
    TBBIMG_ASSIGN_OR_RETURN(const double found, ssim(from, other.view, kernels));
    std::memcpy(to.data, &found, sizeof(found));
    return {};
  });
}

}  // namespace tbbimg::parity
