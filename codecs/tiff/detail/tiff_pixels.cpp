#include "codecs/tiff/detail/tiff_pixels.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace tbbimg::detail {
namespace {

template <class T>
T tiff_number_at(const std::uint8_t* bytes) noexcept {
  T value;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

// Not a number is black.
std::uint16_t tiff_float_to_16(double value) noexcept {
  return value > 0 ? static_cast<std::uint16_t>(std::min(value, 1.0) * 65535 + 0.5) : std::uint16_t{0};
}

// IEEE 754 of 5 bits of exponent and 10 behind the point.
double half_float(unsigned bits) noexcept {
  const int exponent = static_cast<int>(bits >> 10U & 31U);
  const double fraction = bits & 1023U;
  if (exponent == 31) return fraction == 0 && (bits & 0x8000U) == 0 ? 1 : 0;
  const double value = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 1024, exponent - 25);
  return (bits & 0x8000U) != 0 ? -value : value;
}

// 7 bits of exponent and 16 behind the point (Adobe Photoshop TIFF Technical Note 3).
double float_of_24(const std::uint8_t* bytes) noexcept {
  const bool is_little = std::endian::native == std::endian::little;
  const unsigned high = bytes[is_little ? 2 : 0];
  const unsigned fraction = unsigned{bytes[1]} << 8U | bytes[is_little ? 0 : 2];
  const int exponent = static_cast<int>(high & 127U);
  if (exponent == 127) return fraction == 0 && (high & 128U) == 0 ? 1 : 0;
  const double value = exponent == 0 ? std::ldexp(fraction, -78) : std::ldexp(fraction + 65536.0, exponent - 79);
  return (high & 128U) != 0 ? -value : value;
}

double tiff_float(const std::uint8_t* bytes, int bits) noexcept {
  switch (bits) {
    case 16: return half_float(tiff_number_at<std::uint16_t>(bytes));
    case 24: return float_of_24(bytes);
    case 32: return static_cast<double>(tiff_number_at<float>(bytes));
    default: return tiff_number_at<double>(bytes);
  }
}

void unpack_tiff_bits(const std::uint8_t* packed, std::size_t count, unsigned bits, std::uint16_t* samples) noexcept {
  const unsigned mask = (1U << bits) - 1;
  unsigned held = 0;
  unsigned pending = 0;
  for (std::size_t i = 0; i < count; ++i) {
    while (pending < bits) {
      held = held << 8U | *packed++;
      pending += 8;
    }
    pending -= bits;
    samples[i] = static_cast<std::uint16_t>(held >> pending & mask);
  }
}

}  // namespace

void unpack_tiff_samples(const std::uint8_t* packed, std::size_t count, const TiffLayout& layout,
                         std::uint16_t* samples) noexcept {
  const auto bytes = static_cast<std::size_t>(layout.bits) / 8;
  if (layout.is_float) {
    for (std::size_t i = 0; i < count; ++i) samples[i] = tiff_float_to_16(tiff_float(packed + i * bytes, layout.bits));
  } else if (layout.bits == 32) {
    // 65537 x 65535 is the largest of 32 bits: to the nearest.
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t value = tiff_number_at<std::uint32_t>(packed + i * 4);
      samples[i] = static_cast<std::uint16_t>((value + 32768) / 65537);
    }
  } else if (layout.bits == 16) {
    std::memcpy(samples, packed, count * 2);
  } else if (layout.bits == 8) {
    std::copy_n(packed, count, samples);
  } else {
    unpack_tiff_bits(packed, count, static_cast<unsigned>(layout.bits), samples);
  }
}

TiffPixels::TiffPixels(const TiffLayout& layout) : layout_(layout) {
  const unsigned max = layout.max();
  const unsigned full = layout.is_deep ? 65535 : 255;
  // A palette of 8 bits may have indices, and alpha, of 16.
  if (max == full) return;
  spread_.resize(std::size_t{max} + 1);
  for (unsigned value = 0; value <= max; ++value) {
    spread_[value] = static_cast<std::uint16_t>((std::uint64_t{value} * full + max / 2) / max);
  }
}

void TiffPixels::convert(std::span<const std::uint16_t* const> channels, std::size_t stride,
                         std::uint8_t* row) const noexcept {
  if (layout_.is_deep) return convert_to(channels, stride, reinterpret_cast<std::uint16_t*>(row));
  convert_to(channels, stride, row);
}

template <class Sample>
void TiffPixels::convert_to(std::span<const std::uint16_t* const> channels, std::size_t stride,
                            Sample* pixel) const noexcept {
  constexpr unsigned kFull = sizeof(Sample) == 1 ? 255 : 65535;
  const auto spread = [this](unsigned value) -> unsigned { return spread_.empty() ? value : spread_[value]; };
  const bool has_palette = layout_.model == ColorModel::palette;
  const std::size_t entries = has_palette ? std::size_t{layout_.max()} + 1 : 0;
  const std::size_t colors =
      has_palette || layout_.model == ColorModel::cmyk ? 3 : static_cast<unsigned>(layout_.colors);
  const unsigned flip = layout_.is_inverted ? kFull : 0;
  for (std::size_t x = 0; x < layout_.width; ++x) {
    const std::size_t at = x * stride;
    if (has_palette) {
      for (std::size_t c = 0; c < 3; ++c) {
        pixel[c] = static_cast<Sample>(layout_.palette[c * entries + channels[0][at]]);
      }
    } else if (layout_.model == ColorModel::cmyk) {
      // As of JPEG: C, M and Y take light away from red, green and blue, and K from all.
      const unsigned light = kFull - spread(channels[3][at]);
      for (std::size_t c = 0; c < 3; ++c) {
        pixel[c] = static_cast<Sample>(((kFull - spread(channels[c][at])) * light + kFull / 2) / kFull);
      }
    } else {
      for (std::size_t c = 0; c < colors; ++c) pixel[c] = static_cast<Sample>(spread(channels[c][at]) ^ flip);
    }
    pixel += colors;
    if (layout_.alpha < 0) continue;
    const unsigned alpha = spread(channels.back()[at]);
    *pixel++ = static_cast<Sample>(alpha);
    if (!layout_.is_premultiplied) continue;
    for (Sample* color = pixel - 1 - colors; color != pixel - 1; ++color) {
      const unsigned straight = alpha == 0 ? 0 : (*color * kFull + alpha / 2) / alpha;
      *color = static_cast<Sample>(std::min(straight, kFull));
    }
  }
}

}  // namespace tbbimg::detail
