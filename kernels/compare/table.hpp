// The primitives that hold two images against each other.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tbbimg {

/// Rows of one block: SSIM counts blocks of 4x4 pixels, four of which are a window.
inline constexpr int kSsimBlock = 4;

/// Sums over blocks of 2 pixels by kSsimBlock rows, half of what a window is made of; number i begins at pixel 2 i.
struct SsimSums {
  std::int32_t* image;
  std::int32_t* reference;
  std::int32_t* squares;   ///< of both
  std::int32_t* products;  ///< of one by the other
};

struct SsimPass {
  const std::uint8_t* image[kSsimBlock];  ///< rows of luma
  const std::uint8_t* reference[kSsimBlock];
  std::size_t width;  ///< even
  SsimSums sums;      ///< width / 2 each
};

struct CompareTable {
  /// See kernels/compare/ssim_ref.hpp.
  void (*ssim_sums)(const SsimPass& pass);
};

/// Every entry of the table, in its order: see kernels/arch/instance.hpp.
#define TBBIMG_ENTRIES_compare(SIMD, REFERENCE) SIMD(ssim_sums)

}  // namespace tbbimg
