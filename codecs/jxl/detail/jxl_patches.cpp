#include "codecs/jxl/detail/jxl_patches.hpp"

#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace tbbimg::detail {
namespace {

constexpr std::uint64_t kMostPixels = std::uint64_t{1} << 22;  // 2560 x 1440 and a little

// Measured of screenshots and of dots: planes of the whole picture, and what libjxl holds of each place that it takes
// for a patch, 32 x 32 pixels of 15 bytes however small it is.
constexpr std::size_t kBytesPerPixel = 140;
constexpr std::size_t kBytesPerPlace = 15'800;

// Screenshots have a place in 300 to 3,000 pixels; dots scattered over a sheet, one in 20.
constexpr std::uint64_t kPixelsPerPlace = 256;

// Of 255. What differs by less, libjxl takes for the same.
constexpr int kSimilar = 2;

template <class Sample>
class Pixels {
 public:
  explicit Pixels(ConstImageView image) noexcept : image_(image), step_(channels(image.format)) {}

  [[nodiscard]] bool are_similar(int x1, int y1, int x2, int y2) const noexcept {
    constexpr int kMost = kSimilar * (sizeof(Sample) == 2 ? 257 : 1);
    for (int c = 0; c < step_; ++c) {
      if (std::abs(sample(x1, y1, c) - sample(x2, y2, c)) > kMost) return false;
    }
    return true;
  }

 private:
  [[nodiscard]] int sample(int x, int y, int c) const noexcept {
    Sample value;
    std::memcpy(&value, image_.row(y) + (std::ptrdiff_t{x} * step_ + c) * std::ptrdiff_t{sizeof(Sample)},
                sizeof(value));
    return value;
  }

  ConstImageView image_;
  int step_;
};

// A place has, as a letter has, a first pixel: what is left of it and above it is alike, and is not like it.
template <class Sample>
bool has_few_places(ConstImageView image) noexcept {
  const Pixels<Sample> pixels(image);
  const std::uint64_t most = image.size().pixels() / kPixelsPerPlace;
  std::uint64_t places = 0;
  for (int y = 1; y < image.height; ++y) {
    for (int x = 1; x + 1 < image.width; ++x) {
      if (pixels.are_similar(x, y, x - 1, y)) continue;
      bool is_first = true;
      for (int i = -1; i <= 1 && is_first; ++i) is_first = pixels.are_similar(x - 1, y, x + i, y - 1);
      if (is_first) ++places;
    }
    if (places > most) return false;
  }
  return true;
}

}  // namespace

bool jxl_seeks_patches(bool lossless, int effort) noexcept { return effort >= (lossless ? 5 : 7); }

std::size_t jxl_patch_bytes(Size size) noexcept {
  const std::uint64_t pixels = size.pixels();
  return pixels > kMostPixels ? 0 : pixels * kBytesPerPixel + pixels / kPixelsPerPlace * kBytesPerPlace;
}

bool may_have_jxl_patches(ConstImageView image) noexcept {
  if (image.size().pixels() > kMostPixels) return false;
  return bytes_per_sample(image.format) == 2 ? has_few_places<std::uint16_t>(image)
                                             : has_few_places<std::uint8_t>(image);
}

}  // namespace tbbimg::detail
