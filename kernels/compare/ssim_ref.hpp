// The specification of the sums that SSIM is computed from: whole numbers, the same on all levels.
#pragma once

#include "kernels/compare/table.hpp"

namespace tbbimg {
namespace {

inline void ssim_sums_ref(const SsimPass& pass) {
  for (std::size_t pair = 0; pair < pass.width / 2; ++pair) {
    std::int32_t image_sum = 0;
    std::int32_t reference_sum = 0;
    std::int32_t squares = 0;
    std::int32_t products = 0;
    for (int y = 0; y < kSsimBlock; ++y) {
      for (std::size_t x = 2 * pair; x < 2 * pair + 2; ++x) {
        const std::int32_t image = pass.image[y][x];
        const std::int32_t reference = pass.reference[y][x];
        image_sum += image;
        reference_sum += reference;
        squares += image * image + reference * reference;
        products += image * reference;
      }
    }
    pass.sums.image[pair] = image_sum;
    pass.sums.reference[pair] = reference_sum;
    pass.sums.squares[pair] = squares;
    pass.sums.products[pair] = products;
  }
}

}  // namespace
}  // namespace tbbimg
