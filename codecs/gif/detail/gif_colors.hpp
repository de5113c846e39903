// Sets of colours, for the writer of animations. Not for users.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kernels/image/image_view.hpp"
#include "kernels/quantize/palette.hpp"

namespace tbbimg::detail {

/// What is not seen.
inline constexpr PaletteColor kHiddenColor{};

/// As == of arrays, which calls memcmp().
[[nodiscard]] inline bool gif_same(const PaletteColor& a, const PaletteColor& b) noexcept {
  return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
}

/// Pixels of a row from `x` on as colours, of which those that are not seen are all alike. 8 bits a sample.
void gif_colors_of(ConstImageView image, int x, int y, std::span<PaletteColor> colors) noexcept;

/// The squared distance in red, green and blue.
[[nodiscard]] inline int gif_distance(const PaletteColor& a, const PaletteColor& b) noexcept {
  int sum = 0;
  for (std::size_t c = 0; c < 3; ++c) sum += (a[c] - b[c]) * (a[c] - b[c]);
  return sum;
}

/// Up to kMaxPaletteColors colours and how many pixels have each, numbered in the order of their first.
class GifColorCounts {
 public:
  GifColorCounts() : slots_(kSlots, kFree) {}

  /// False if there are too many.
  [[nodiscard]] bool add(const PaletteColor& color, std::size_t pixels = 1);
  [[nodiscard]] std::optional<std::size_t> find(const PaletteColor& color) const noexcept;
  [[nodiscard]] const std::vector<PaletteColor>& colors() const noexcept { return colors_; }
  [[nodiscard]] const std::vector<std::size_t>& counts() const noexcept { return counts_; }

 private:
  static constexpr std::size_t kSlots = 1024;
  static constexpr std::int16_t kFree = -1;
  [[nodiscard]] std::size_t slot_of(const PaletteColor& color) const noexcept;

  std::vector<std::int16_t> slots_;
  std::vector<PaletteColor> colors_;
  std::vector<std::size_t> counts_;
};

/// Any number of opaque colours, one bit for each that there is: 2 MiB.
class GifKnownColors {
 public:
  GifKnownColors() : bits_((std::size_t{1} << 24) / 64) {}

  void add(const PaletteColor& color) noexcept { bits_[key(color) / 64] |= std::uint64_t{1} << (key(color) % 64); }
  [[nodiscard]] bool contains(const PaletteColor& color) const noexcept {
    return (bits_[key(color) / 64] >> (key(color) % 64) & 1U) != 0;
  }

 private:
  static std::size_t key(const PaletteColor& color) noexcept {
    return std::size_t{color[0]} << 16U | std::size_t{color[1]} << 8U | color[2];
  }
  std::vector<std::uint64_t> bits_;
};

}  // namespace tbbimg::detail
