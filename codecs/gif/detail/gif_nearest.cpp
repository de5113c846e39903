#include "codecs/gif/detail/gif_nearest.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "codecs/gif/detail/gif_colors.hpp"

namespace tbbimg::detail {
namespace {

int key_of(const PaletteColor& color) noexcept { return color[0] + color[1] + color[2]; }

}  // namespace

GifNearest::GifNearest(std::span<const PaletteColor> palette) : remembered_(kRemembered) {
  for (std::size_t i = 0; i < palette.size(); ++i) {
    entries_.push_back({key_of(palette[i]), palette[i], static_cast<std::uint8_t>(i)});
  }
  std::sort(entries_.begin(), entries_.end(),
            [](const Entry& a, const Entry& b) { return std::tie(a.key, a.index) < std::tie(b.key, b.index); });
}

const GifNearest::Found& GifNearest::find(const PaletteColor& color) {
  const std::uint32_t bits = static_cast<std::uint32_t>(color[0] << 16 | color[1] << 8 | color[2]);
  Found& found = remembered_[(bits * 2'654'435'761U) >> 19U];  // Knuth's multiplicative hash
  // Those that nobody has looked for yet have no alpha.
  if (!gif_same(found.color, color)) found = search(color);
  return found;
}

// Keys of near colours are near: the square of a sum of three differences is at most three times the distance.
GifNearest::Found GifNearest::search(const PaletteColor& color) const noexcept {
  const int key = key_of(color);
  constexpr int kFar = std::numeric_limits<int>::max() / 4;
  Found found{color, entries_.front().index, entries_.front().index, kFar, kFar};
  const auto look_at = [&](const Entry& entry) {
    if ((entry.key - key) * (entry.key - key) > 3 * found.second_error) return false;
    const int error = gif_distance(entry.color, color);
    if (error < found.error) {
      found.second = found.nearest;
      found.second_error = found.error;
      found.nearest = entry.index;
      found.error = error;
    } else if (error < found.second_error) {
      found.second = entry.index;
      found.second_error = error;
    }
    return true;
  };
  const auto middle = std::lower_bound(entries_.begin(), entries_.end(), key,
                                       [](const Entry& entry, int value) { return entry.key < value; });
  for (auto up = middle; up != entries_.end() && look_at(*up); ++up) {
  }
  for (auto down = middle; down != entries_.begin() && look_at(*std::prev(down)); --down) {
  }
  if (found.second_error == kFar) found.second = found.nearest;
  return found;
}

}  // namespace tbbimg::detail
