// Rows of scratch with the border's pixels before and behind them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels/convolve/border.hpp"
#include "kernels/image/buffer_pool.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// The strides of scratch rows are multiples of this: a cache line of the smallest samples, so that all rows are
/// aligned.
inline constexpr std::size_t kAlignedSamples = kBufferAlignment / sizeof(std::uint16_t);

/// Fills `radius` pixels on both sides of a row of `width` pixels of `samples` samples each, whose first is at `row`.
template <class Sample>
void fill_borders(Sample* row, int width, int radius, std::size_t samples, Border border) noexcept {
  const auto at = [&](std::ptrdiff_t x) { return row + static_cast<std::ptrdiff_t>(samples) * x; };
  if (border == Border::constant) {
    std::fill_n(at(-radius), static_cast<std::size_t>(radius) * samples, Sample{0});
    std::fill_n(at(width), static_cast<std::size_t>(radius) * samples, Sample{0});
    return;
  }
  // Outwards on both sides at once: what a pixel is a copy of is filled already, however large the radius.
  const std::ptrdiff_t last = width - 1;
  for (std::ptrdiff_t x = 1; x <= radius; ++x) {
    std::ptrdiff_t left = 1 - x;
    std::ptrdiff_t right = last + x - 1;
    if (border == Border::wrap) {
      left = width - x;
      right = x - 1;
    } else if (border == Border::mirror && width > 1) {
      left = x;
      right = last - x;
    }
    std::copy_n(at(left), samples, at(-x));
    std::copy_n(at(right), samples, at(last + x));
  }
}

/// Row `y` of the source, or the row that the border puts in its place; `outside` is a row of zeros.
[[nodiscard]] inline const std::uint8_t* bordered_row(ConstImageView source, int y, Border border,
                                                      const std::uint8_t* outside) noexcept {
  const int index = border_index(y, source.height, border);
  return index == kOutside ? outside : source.row(index);
}

}  // namespace tbbimg
