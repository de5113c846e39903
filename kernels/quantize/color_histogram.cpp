#include "kernels/quantize/color_histogram.hpp"

#include <algorithm>

namespace tbbimg {
namespace {

constexpr std::uint32_t kNoBin = 0xFFFFFFFF;

// 4 bits of 4 channels are kMaxColorBins.
constexpr int kFewestBits = 4;

// The upper bits of each byte.
std::uint32_t upper_bits(std::uint32_t key, int bits) noexcept {
  return key & (0x01010101U * (0xFFU & ~(0xFFU >> static_cast<unsigned>(bits))));
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

ColorHistogram::ColorHistogram() : slots_(2 * kMaxColorBins, kNoBin) {}

std::size_t ColorHistogram::bin_of(std::uint32_t key) {
  std::size_t slot = (key * 2'654'435'761U) >> 15U;  // Knuth's multiplicative hash
  while (slots_[slot] != kNoBin && keys_[slots_[slot]] != key) slot = (slot + 1) % slots_.size();
  if (slots_[slot] == kNoBin) {
    slots_[slot] = static_cast<std::uint32_t>(keys_.size());
    keys_.push_back(key);
    sums_.emplace_back();
  }
  return slots_[slot];
}

void ColorHistogram::coarsen() {
  bits_ = bits_ == 8 ? 6 : bits_ - 1;
  const std::vector<std::uint32_t> keys = std::move(keys_);
  std::deque<Sums> sums = std::move(sums_);
  keys_.clear();
  sums_.clear();
  std::fill(slots_.begin(), slots_.end(), kNoBin);
  for (const std::uint32_t key : keys) {
    Sums& into = sums_[bin_of(upper_bits(key, bits_))];
    for (std::size_t c = 0; c < 4; ++c) into.channels[c] += sums.front().channels[c];
    into.count += sums.front().count;
    sums.pop_front();
  }
}

void ColorHistogram::add(const std::array<int, 4>& color, std::uint64_t count) {
  std::uint32_t key = 0;
  for (const int channel : color) key = key << 8U | static_cast<std::uint32_t>(channel);
  std::size_t bin = bin_of(upper_bits(key, bits_));
  while (keys_.size() > kMaxColorBins && bits_ > kFewestBits) {
    coarsen();
    bin = bin_of(upper_bits(key, bits_));
  }
  Sums& sums = sums_[bin];
  for (std::size_t c = 0; c < 4; ++c) sums.channels[c] += count * static_cast<std::uint64_t>(color[c]);
  sums.count += count;
}

void ColorHistogram::add(ConstImageView image) {
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
      add(premultiplied_pixel(first, image.format), run);
    }
  }
}

std::vector<ColorBin> ColorHistogram::bins() const {
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

}  // namespace tbbimg
