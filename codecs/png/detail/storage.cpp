#include "codecs/png/detail/storage.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "kernels/point/narrow.hpp"

namespace tbbimg::detail {
namespace {

constexpr std::size_t kMaxColors = 256;
constexpr std::size_t kSlots = 1024;  // at most a quarter is taken
constexpr std::uint16_t kFree = 0xFFFF;

PngColor color_of(const std::uint8_t* pixel, int channels) noexcept {
  switch (channels) {
    case 1: return {pixel[0], pixel[0], pixel[0], 255};
    case 2: return {pixel[0], pixel[0], pixel[0], pixel[1]};
    case 3: return {pixel[0], pixel[1], pixel[2], 255};
    default: return {pixel[0], pixel[1], pixel[2], pixel[3]};
  }
}

std::size_t slot_of(const PngColor& color) noexcept {
  std::uint32_t bits = 0;
  std::memcpy(&bits, color.data(), sizeof(bits));
  return (bits * 2'654'435'761U) >> 22U;  // Knuth's multiplicative hash, The Art of Computer Programming 6.4
}

// The slot that holds the colour, or the free one where it belongs.
std::size_t find_slot(std::span<const std::uint16_t> slots, std::span<const PngColor> colors,
                      const PngColor& color) noexcept {
  std::size_t slot = slot_of(color);
  while (slots[slot] != kFree && colors[slots[slot]] != color) slot = (slot + 1) % kSlots;
  return slot;
}

int bits_for(std::size_t colors) noexcept { return colors <= 2 ? 1 : colors <= 4 ? 2 : colors <= 16 ? 4 : 8; }

// What may still be true of a picture of 8 bits a sample, of which some pixels were seen.
class Candidates {
 public:
  Candidates(bool may_be_gray, bool may_be_palette)
      : gray_(may_be_gray), few_colors_(may_be_palette), slots_(kSlots, kFree) {
    colors_.reserve(kMaxColors);
  }

  void see(const PngColor& color) {
    gray_ = gray_ && color[0] == color[1] && color[1] == color[2];
    opaque_ = opaque_ && color[3] == 255;
    while (gray_bits_ < 8 && color[0] % (255 / ((1 << gray_bits_) - 1)) != 0) gray_bits_ *= 2;
    if (!few_colors_) return;
    const std::size_t slot = find_slot(slots_, colors_, color);
    if (slots_[slot] != kFree) return;
    few_colors_ = colors_.size() < kMaxColors;
    if (!few_colors_) return;
    slots_[slot] = static_cast<std::uint16_t>(colors_.size());
    colors_.push_back(color);
  }

  [[nodiscard]] bool any_left(bool alpha_channel) const noexcept {
    return gray_ || few_colors_ || (alpha_channel && opaque_);
  }

  [[nodiscard]] PngStorage smallest() {
    const int gray_bits = gray_ && opaque_ ? gray_bits_ : 64;
    const int palette_bits = few_colors_ ? bits_for(colors_.size()) : 64;
    if (few_colors_ && palette_bits < gray_bits) return palette_storage(std::move(colors_));
    return {(gray_ ? 1 : 3) + (opaque_ ? 0 : 1), gray_ && opaque_ ? gray_bits : 8, {}};
  }

 private:
  bool gray_;
  bool few_colors_;
  bool opaque_ = true;
  int gray_bits_ = 1;  // all values are among those that so many bits can tell
  std::vector<PngColor> colors_;
  std::vector<std::uint16_t> slots_;
};

}  // namespace

bool needs_sixteen_bits(ConstImageView image) noexcept {
  for (int y = 0; y < image.height; ++y) {
    const std::uint8_t* const row = image.row(y);
    for (std::size_t i = 0; i < image.row_bytes(); i += 2) {
      if (row[i] != row[i + 1]) return true;
    }
  }
  return false;
}

Result<Image> rounded_to_bytes(ConstImageView image, const BufferPool& pool) {
  TBBIMG_ASSIGN_OR_RETURN(const Kernels kernels, Kernels::active());
  TBBIMG_ASSIGN_OR_RETURN(Image rounded, Image::create({image.size(), eight_bits(image.format)}, pool));
  TBBIMG_RETURN_IF_ERROR(narrow(image, rounded.view(), image.all_rows(), kernels));
  return rounded;
}

PngStorage smallest_storage(ConstImageView image, bool has_profile, bool may_be_palette) {
  const int channels = tbbimg::channels(image.format);
  if (bytes_per_sample(image.format) == 2) return {channels, 16, {}};
  const bool is_gray = channels <= 2;
  Candidates candidates(is_gray || !has_profile, may_be_palette && (!is_gray || !has_profile));
  for (int y = 0; y < image.height && candidates.any_left(has_alpha(image.format)); ++y) {
    const std::uint8_t* pixel = image.row(y);
    const std::uint8_t* before = nullptr;
    for (int x = 0; x < image.width; ++x, pixel += channels) {
      const bool is_same = before != nullptr && std::equal(before, before + channels, pixel);
      if (!is_same) candidates.see(color_of(pixel, channels));
      before = pixel;
    }
  }
  return candidates.smallest();
}

PngStorage palette_storage(std::vector<PngColor> colors) {
  std::stable_partition(colors.begin(), colors.end(), [](const PngColor& color) { return color[3] != 255; });
  return {1, bits_for(colors.size()), std::move(colors)};
}

void pack_png_bits(std::span<const std::uint8_t> values, int bits, std::span<std::uint8_t> packed) noexcept {
  std::fill(packed.begin(), packed.end(), std::uint8_t{0});
  for (std::size_t x = 0; x < values.size(); ++x) {
    const std::size_t bit = x * static_cast<std::size_t>(bits);
    packed[bit / 8] |= static_cast<std::uint8_t>(values[x] << (8U - static_cast<unsigned>(bits) - bit % 8));
  }
}

std::size_t stored_row_bytes(const PngStorage& storage, int width) noexcept {
  return (static_cast<std::size_t>(width) * static_cast<std::size_t>(storage.channels * storage.bit_depth) + 7) / 8;
}

PngRowPacker::PngRowPacker(const PngStorage& storage, PixelFormat format) : storage_(storage), format_(format) {
  if (storage.palette.empty()) return;
  slots_.assign(kSlots, kFree);
  for (std::size_t i = 0; i < storage.palette.size(); ++i) {
    slots_[find_slot(slots_, storage.palette, storage.palette[i])] = static_cast<std::uint16_t>(i);
  }
}

std::uint8_t PngRowPacker::index_of(const std::uint8_t* pixel) const noexcept {
  const PngColor color = color_of(pixel, channels(format_));
  return static_cast<std::uint8_t>(slots_[find_slot(slots_, storage_.palette, color)]);
}

void PngRowPacker::pack(const std::uint8_t* row, int width, std::span<std::uint8_t> packed) {
  if (bytes_per_sample(format_) == 2) {
    pack_sixteen_bits(row, width, packed);
  } else if (storage_.channels > 1) {
    pack_channels(row, width, packed);
  } else {
    pack_bits(row, width, packed);
  }
}

void PngRowPacker::pack_sixteen_bits(const std::uint8_t* row, int width,
                                     std::span<std::uint8_t> packed) const noexcept {
  const std::size_t samples = static_cast<std::size_t>(width) * static_cast<std::size_t>(channels(format_));
  for (std::size_t i = 0; i < samples; ++i) {
    std::uint16_t sample = 0;
    std::memcpy(&sample, row + 2 * i, 2);
    packed[2 * i] = static_cast<std::uint8_t>(sample >> 8U);
    packed[2 * i + 1] = static_cast<std::uint8_t>(sample);
  }
}

void PngRowPacker::pack_channels(const std::uint8_t* row, int width, std::span<std::uint8_t> packed) const noexcept {
  const auto kept = static_cast<std::size_t>(storage_.channels);
  std::uint8_t* to = packed.data();
  for (int x = 0; x < width; ++x, row += bytes_per_pixel(format_), to += kept) {
    const PngColor color = color_of(row, channels(format_));
    if (kept == 2) {
      to[0] = color[0];
      to[1] = color[3];
    } else {
      std::memcpy(to, color.data(), kept);
    }
  }
}

void PngRowPacker::pack_bits(const std::uint8_t* row, int width, std::span<std::uint8_t> packed) {
  values_.resize(static_cast<std::size_t>(width));
  for (std::uint8_t& value : values_) {
    value = storage_.palette.empty() ? static_cast<std::uint8_t>(row[0] >> (8 - storage_.bit_depth)) : index_of(row);
    row += bytes_per_pixel(format_);
  }
  pack_png_bits(values_, storage_.bit_depth, packed);
}

}  // namespace tbbimg::detail
