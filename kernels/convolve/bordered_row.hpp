// Rows of scratch with the border's pixels before and behind them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels/convolve/border.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// Fills `radius` pixels on both sides of a row of `width` pixels of `samples` samples each, whose first is at `row`.
template <class Sample>
void fill_borders(Sample* row, int width, int radius, std::size_t samples, Border border) noexcept {
  const auto fill_pixel = [&](int x) {
    Sample* const to = row + static_cast<std::ptrdiff_t>(samples) * x;
    const int from = border_index(x, width, border);
    if (from == kOutside) {
      std::fill_n(to, samples, Sample{0});
    } else {
      std::copy_n(row + static_cast<std::ptrdiff_t>(samples) * from, samples, to);
    }
  };
  for (int x = 1; x <= radius; ++x) fill_pixel(-x);
  for (int x = 0; x < radius; ++x) fill_pixel(width + x);
}

/// Row `y` of the source, or what stands for it; `outside` is a row of zeros.
[[nodiscard]] inline const std::uint8_t* bordered_row(ConstImageView source, int y, Border border,
                                                      const std::uint8_t* outside) noexcept {
  const int index = border_index(y, source.height, border);
  return index == kOutside ? outside : source.row(index);
}

}  // namespace tbbimg
