// The colours of an image, with how often each is there. Not for users.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// Straight to premultiplied, rounded.
[[nodiscard]] std::array<int, 4> premultiplied_pixel(const std::uint8_t* pixel, PixelFormat format) noexcept;

struct ColorBin {
  std::array<double, 4> mean;  ///< premultiplied red, green, blue, and alpha; 0 to 255
  double weight;               ///< pixels
};

/// Colours that share the upper 6 bits of all channels are one bin. Where that makes more than kMaxColorBins, 5 bits.
[[nodiscard]] std::vector<ColorBin> color_histogram(ConstImageView image);

inline constexpr std::size_t kMaxColorBins = std::size_t{1} << 16;

}  // namespace tbbimg
