#include "codecs/gif/detail/gif_colors.hpp"

#include "codecs/gif/detail/gif_output.hpp"

namespace tbbimg::detail {
namespace {

template <int kChannels>
void colors_of_pixels(const std::uint8_t* pixel, std::span<PaletteColor> colors) noexcept {
  constexpr bool kHasAlpha = kChannels % 2 == 0;
  constexpr int kStep = kChannels < 3 ? 0 : 1;
  for (PaletteColor& color : colors) {
    color = {pixel[0], pixel[kStep], pixel[2 * kStep], 255};
    if (kHasAlpha && pixel[kChannels - 1] < kGifSeenFrom) color = kHiddenColor;
    pixel += kChannels;
  }
}

}  // namespace

void gif_colors_of(ConstImageView image, int x, int y, std::span<PaletteColor> colors) noexcept {
  const int channel_count = channels(image.format);
  const std::uint8_t* const pixel = image.row(y) + static_cast<std::ptrdiff_t>(x) * channel_count;
  switch (channel_count) {
    case 1: return colors_of_pixels<1>(pixel, colors);
    case 2: return colors_of_pixels<2>(pixel, colors);
    case 3: return colors_of_pixels<3>(pixel, colors);
    default: return colors_of_pixels<4>(pixel, colors);
  }
}

std::size_t GifColorCounts::slot_of(const PaletteColor& color) const noexcept {
  std::size_t slot = (std::bit_cast<std::uint32_t>(color) * 2'654'435'761U) >> 22U;  // Knuth's multiplicative hash
  while (slots_[slot] != kFree && !gif_same(colors_[static_cast<std::size_t>(slots_[slot])], color)) {
    slot = (slot + 1) % kSlots;
  }
  return slot;
}

bool GifColorCounts::add(const PaletteColor& color, std::size_t pixels) {
  const std::size_t slot = slot_of(color);
  if (slots_[slot] == kFree) {
    if (colors_.size() == static_cast<std::size_t>(kMaxPaletteColors)) return false;
    slots_[slot] = static_cast<std::int16_t>(colors_.size());
    colors_.push_back(color);
    counts_.push_back(0);
  }
  counts_[static_cast<std::size_t>(slots_[slot])] += pixels;
  return true;
}

std::optional<std::size_t> GifColorCounts::find(const PaletteColor& color) const noexcept {
  const std::int16_t found = slots_[slot_of(color)];
  if (found == kFree) return std::nullopt;
  return static_cast<std::size_t>(found);
}

}  // namespace tbbimg::detail
