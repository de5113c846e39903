// How the filters make rows of 16-bit samples: in single precision, see kernels/convolve/words_ref.hpp.
#pragma once

#include <cstddef>
#include <vector>

#include "kernels/convolve/border.hpp"
#include "kernels/convolve/kernel_2d.hpp"
#include "kernels/convolve/separable.hpp"
#include "kernels/convolve/sobel.hpp"
#include "kernels/convolve/unsharp.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {

/// What a level of 8 bits is in 16.
inline constexpr double kWordsPerLevel = 257;

/// The scratch of one call: float rows with borders, and behind them a row of zeros in the image's format.
struct WordScratch {
  std::size_t border;  ///< floats from the start of a row to its first pixel
  std::size_t stride;  ///< floats
  std::size_t rows;
  std::size_t zeros;  ///< bytes

  WordScratch(int width, PixelFormat format, int radius, std::size_t count) noexcept;
  [[nodiscard]] std::size_t bytes() const noexcept { return rows * stride * sizeof(float) + zeros; }
};

[[nodiscard]] WordScratch separable_word_scratch(int width, PixelFormat format, const SeparableKernel& kernel) noexcept;
[[nodiscard]] WordScratch convolve_2d_word_scratch(int width, PixelFormat format, Size kernel) noexcept;
[[nodiscard]] WordScratch unsharp_word_scratch(int width, PixelFormat format, int radius) noexcept;
[[nodiscard]] WordScratch sobel_word_scratch(int width, PixelFormat format) noexcept;

/// What the functions without `_words` do, for formats of 16 bits and arguments that were checked. Errors:
/// out_of_memory.
[[nodiscard]] Status convolve_separable_words(ConstImageView source, ImageView destination,
                                              const SeparableKernel& kernel, RowRange rows, const KernelTable& table,
                                              Border border);
[[nodiscard]] Status convolve_2d_words(ConstImageView source, ImageView destination, const Kernel2D& kernel,
                                       Border border, RowRange rows, const KernelTable& table);
[[nodiscard]] Status unsharp_of_words(ConstImageView source, ImageView destination, const UnsharpOptions& options,
                                      RowRange rows, const KernelTable& table);
[[nodiscard]] Status sobel_of_words(ConstImageView source, ImageView destination, SobelOutput output, RowRange rows,
                                    const KernelTable& table);

}  // namespace tbbimg
