#include "tools/info/pixel_facts.hpp"

#include <array>
#include <cstring>
#include <limits>

namespace tbbimg::tools {

void PixelFacts::count(std::uint64_t color) {
  if (last_ == color || colors_.size() > kMostColors) return;
  last_ = color;
  colors_.insert(color);
}

template <class Sample>
void PixelFacts::add_row(const std::uint8_t* row, int width, PixelFormat format) {
  constexpr Sample kMost = std::numeric_limits<Sample>::max();
  const auto samples = static_cast<std::size_t>(channels(format));
  const bool with_alpha = has_alpha(format);
  for (int x = 0; x < width; ++x) {
    std::array<Sample, 4> pixel{};
    std::memcpy(pixel.data(), row + static_cast<std::size_t>(x) * samples * sizeof(Sample), samples * sizeof(Sample));
    const Sample alpha = with_alpha ? pixel[samples - 1] : kMost;
    is_opaque_ = is_opaque_ && alpha == kMost;
    if (alpha == 0) pixel = {};
    if (samples >= 3) is_gray_ = is_gray_ && pixel[0] == pixel[1] && pixel[0] == pixel[2];
    std::uint64_t color = 0;
    for (const Sample sample : pixel) color = color << 16U | sample;
    count(color);
  }
}

void PixelFacts::add(ConstImageView rows) {
  for (int y = 0; y < rows.height; ++y) {
    if (bytes_per_sample(rows.format) == 1) {
      add_row<std::uint8_t>(rows.row(y), rows.width, rows.format);
    } else {
      add_row<std::uint16_t>(rows.row(y), rows.width, rows.format);
    }
  }
}

std::optional<std::size_t> PixelFacts::colors() const noexcept {
  return colors_.size() > kMostColors ? std::nullopt : std::optional(colors_.size());
}

}  // namespace tbbimg::tools
