// The colours of an image, with how often each is there. Not for users.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// Straight to premultiplied, rounded.
[[nodiscard]] std::array<int, 4> premultiplied_pixel(const std::uint8_t* pixel, PixelFormat format) noexcept;

struct ColorBin {
  std::array<double, 4> mean;  ///< premultiplied red, green, blue, and alpha; 0 to 255
  double weight;               ///< pixels
};

inline constexpr std::size_t kMaxColorBins = std::size_t{1} << 16;

/// Of one image, or of several that are seen one after the other. Few colours are kept apart to the last bit. From
/// kMaxColorBins on, those that share the upper 6 bits of all channels are one bin, or 5 bits, or 4.
class ColorHistogram {
 public:
  ColorHistogram();

  /// Of an 8-bit format.
  void add(ConstImageView image);

  /// In the order of their first pixels.
  [[nodiscard]] std::vector<ColorBin> bins() const;

 private:
  struct Sums {
    std::array<std::uint64_t, 4> channels{};
    std::uint64_t count = 0;
  };

  void add(const std::array<int, 4>& color, std::uint64_t count);
  void coarsen();
  /// The bin of a key, a new one if there is none.
  [[nodiscard]] std::size_t bin_of(std::uint32_t key);

  int bits_ = 8;
  std::vector<std::uint32_t> slots_;  ///< a hash table of twice as many slots as bins
  std::vector<std::uint32_t> keys_;
  std::deque<Sums> sums_;  ///< grows without a copy
};

}  // namespace tbbimg
