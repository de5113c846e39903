// Deterministic images to test on.
#pragma once

#include <cstdint>

#include "kernels/image/image_view.hpp"

namespace tbbimg::test {

/// SplitMix64 (Steele, Lea, Flood, 2014): the same numbers on every machine, unlike the standard's distributions.
class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept : state_(seed) {}

  std::uint64_t next() noexcept {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  /// lowest..highest, both included.
  int between(int lowest, int highest) noexcept {
    return lowest + static_cast<int>(next() % static_cast<std::uint64_t>(highest - lowest + 1));
  }

 private:
  std::uint64_t state_;
};

/// Noise in which the extremes are frequent, because that is where saturation goes wrong.
inline void fill_random(ImageView image, std::uint64_t seed) noexcept {
  Random random(seed);
  for (int y = 0; y < image.height; ++y) {
    for (std::size_t i = 0; i < image.row_bytes(); ++i) {
      const std::uint64_t value = random.next();
      const bool extreme = (value >> 32) % 4 == 0;
      image.row(y)[i] = static_cast<std::uint8_t>(extreme ? (value & 1U) * 255U : value & 0xffU);
    }
  }
}

inline void fill_constant(ImageView image, std::uint8_t value) noexcept {
  for (int y = 0; y < image.height; ++y) {
    for (std::size_t i = 0; i < image.row_bytes(); ++i) image.row(y)[i] = value;
  }
}

}  // namespace tbbimg::test
