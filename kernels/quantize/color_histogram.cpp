#include "kernels/quantize/color_histogram.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <optional>

namespace tbbimg {
namespace {

struct Sums {
  std::array<std::uint64_t, 4> channels{};
  std::uint64_t count = 0;
};

// A hash table of twice as many slots as bins; the order of bins is that of their first pixels.
class Bins {
 public:
  Bins(int bits, std::size_t most) : shift_(8 - bits), most_(most), slots_(2 * kMaxColorBins, kFree) {}

  // False if there are too many.
  [[nodiscard]] bool add(const std::array<int, 4>& color, std::uint64_t count) {
    std::uint32_t key = 0;
    for (const int channel : color) key = key << 8U | static_cast<std::uint32_t>(channel >> shift_);
    std::size_t slot = (key * 2'654'435'761U) >> 15U;  // Knuth's multiplicative hash
    while (slots_[slot] != kFree && keys_[slots_[slot]] != key) slot = (slot + 1) % slots_.size();
    if (slots_[slot] == kFree) {
      if (keys_.size() == most_) return false;
      slots_[slot] = static_cast<std::uint32_t>(keys_.size());
      keys_.push_back(key);
      sums_.emplace_back();
    }
    Sums& sums = sums_[slots_[slot]];
    for (std::size_t c = 0; c < 4; ++c) sums.channels[c] += count * static_cast<std::uint64_t>(color[c]);
    sums.count += count;
    return true;
  }

  [[nodiscard]] std::vector<ColorBin> means() const {
    std::vector<ColorBin> bins;
    bins.reserve(sums_.size());
    for (const Sums& sums : sums_) {
      ColorBin bin{};
      for (std::size_t c = 0; c < 4; ++c) {
        bin.mean[c] = static_cast<double>(sums.channels[c]) / static_cast<double>(sums.count);
      }
      bin.weight = static_cast<double>(sums.count);
      bins.push_back(bin);
    }
    return bins;
  }

 private:
  static constexpr std::uint32_t kFree = 0xFFFFFFFF;
  int shift_;
  std::size_t most_;
  std::vector<std::uint32_t> slots_;
  std::vector<std::uint32_t> keys_;
  std::deque<Sums> sums_;  // grows without a copy
};

std::optional<std::vector<ColorBin>> histogram_of(ConstImageView image, int bits) {
  Bins bins(bits, kMaxColorBins);
  const int pixel_bytes = bytes_per_pixel(image.format);
  for (int y = 0; y < image.height; ++y) {
    const std::uint8_t* pixel = image.row(y);
    for (int x = 0; x < image.width;) {
      const std::uint8_t* const first = pixel;
      std::uint64_t run = 0;
      while (x < image.width && std::equal(first, first + pixel_bytes, pixel)) {
        ++run;
        ++x;
        pixel += pixel_bytes;
      }
      if (!bins.add(premultiplied_pixel(first, image.format), run)) return std::nullopt;
    }
  }
  return bins.means();
}

}  // namespace

std::array<int, 4> premultiplied_pixel(const std::uint8_t* pixel, PixelFormat format) noexcept {
  const bool gray = is_gray(format);
  const int alpha = has_alpha(format) ? pixel[channels(format) - 1] : 255;
  std::array<int, 4> color = {pixel[0], gray ? pixel[0] : pixel[1], gray ? pixel[0] : pixel[2], alpha};
  if (alpha == 255) return color;
  for (std::size_t c = 0; c < 3; ++c) color[c] = (color[c] * alpha + 127) / 255;
  return color;
}

std::vector<ColorBin> color_histogram(ConstImageView image) {
  // Few colours are kept apart to the last bit; many, by 6 bits, by 5, by 4: 4 bits of 4 channels are 65,536 bins.
  for (const int bits : {8, 6, 5}) {
    if (auto bins = histogram_of(image, bits)) return *std::move(bins);
  }
  return *histogram_of(image, 4);
}

}  // namespace tbbimg
