#include "benchmarks/codecs/picture.hpp"

#include <algorithm>
#include <cmath>

namespace tbbimg::bench {
namespace {

// A random number of 0 to 1 for each point of a lattice.
double lattice(int x, int y, int layer) noexcept {
  std::uint32_t h = static_cast<std::uint32_t>(x) * 374761393U + static_cast<std::uint32_t>(y) * 668265263U +
                    static_cast<std::uint32_t>(layer) * 2246822519U;
  h = (h ^ (h >> 13U)) * 1274126177U;
  return static_cast<double>(h ^ (h >> 16U)) / 4294967295.0;
}

// Value noise: the lattice, bilinear in between.
double noise(double x, double y, int layer) noexcept {
  const int left = static_cast<int>(x);
  const int top = static_cast<int>(y);
  const double u = x - left;
  const double v = y - top;
  const double upper = lattice(left, top, layer) * (1 - u) + lattice(left + 1, top, layer) * u;
  const double lower = lattice(left, top + 1, layer) * (1 - u) + lattice(left + 1, top + 1, layer) * u;
  return upper * (1 - v) + lower * v;
}

}  // namespace

Image make_photograph(Size size, PixelFormat format) {
  Image image = Image::create({size, format}).value();
  const int count = channels(format);
  for (int y = 0; y < size.height; ++y) {
    std::uint8_t* pixel = image.view().row(y);
    for (int x = 0; x < size.width; ++x, pixel += count) {
      double luma = 0;
      for (int octave = 0; octave < 8; ++octave) {
        const double frequency = std::exp2(octave) / 256;
        luma += noise(x * frequency, y * frequency, octave) * 128 * std::exp2(-octave * 0.9);
      }
      for (int c = 0; c < count; ++c) {
        const double tint = 40 * noise(x / 120.0, y / 120.0, 20 + c);
        pixel[c] = static_cast<std::uint8_t>(std::clamp(luma + tint - 20, 0.0, 255.0));
      }
      if (has_alpha(format)) pixel[count - 1] = static_cast<std::uint8_t>(255 * noise(x / 90.0, y / 90.0, 40));
    }
  }
  return image;
}

}  // namespace tbbimg::bench
