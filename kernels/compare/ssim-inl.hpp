// The sums of SSIM on one level's registers; ssim_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/compare/ssim_ref.hpp"
#include "kernels/convolve/blocks-inl.hpp"

namespace tbbimg {
namespace {

inline void ssim_sums_simd(const SsimPass& pass) {
  if (pass.width < I16::size) return ssim_sums_ref(pass);
  const I16 ones(std::int16_t{1});
  for_blocks<I16::size>(pass.width, [&](std::size_t x) {
    I16 image_sum(std::int16_t{0});
    I16 reference_sum(std::int16_t{0});
    I32 squares(0);
    I32 products(0);
    for (int y = 0; y < kSsimBlock; ++y) {
      const I16 image = as_signed(load_widened(pass.image[y] + x));
      const I16 reference = as_signed(load_widened(pass.reference[y] + x));
      image_sum += image;
      reference_sum += reference;
      squares += multiply_add_pairs(image, image) + multiply_add_pairs(reference, reference);
      products += multiply_add_pairs(image, reference);
    }
    store_batch(pass.sums.image + x / 2, multiply_add_pairs(image_sum, ones));
    store_batch(pass.sums.reference + x / 2, multiply_add_pairs(reference_sum, ones));
    store_batch(pass.sums.squares + x / 2, squares);
    store_batch(pass.sums.products + x / 2, products);
  });
}

}  // namespace
}  // namespace tbbimg
