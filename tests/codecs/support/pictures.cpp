#include "tests/codecs/support/pictures.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

namespace tbbimg::test {
namespace {

// A small generator of our own: the standard distributions differ between libraries.
class Noise {
 public:
  explicit Noise(std::uint32_t seed) noexcept : state_(seed * 2654435769U + 1) {}
  // 0 to below `range`.
  int next(int range) noexcept {
    state_ = state_ * 1664525U + 1013904223U;
    return static_cast<int>((state_ >> 8U) % static_cast<std::uint32_t>(range));
  }

 private:
  std::uint32_t state_;
};

std::uint8_t* put_sample(std::uint8_t* to, int value, PixelFormat format) noexcept {
  if (bytes_per_sample(format) == 1) {
    *to = static_cast<std::uint8_t>(value);
    return to + 1;
  }
  const auto wide = static_cast<std::uint16_t>(value * 257);
  std::memcpy(to, &wide, sizeof(wide));
  return to + sizeof(wide);
}

void put_big_endian(Bytes& bytes, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
}

void put_text(Bytes& bytes, std::size_t at, std::string_view text) {
  std::memcpy(bytes.data() + at, text.data(), text.size());
}

}  // namespace

Image make_picture(Size size, PixelFormat format, std::uint32_t seed) {
  Image image = Image::create({size, format}).value();
  Noise noise(seed);
  const double phase = noise.next(100) / 10.0;
  const int count = channels(format);
  for (int y = 0; y < size.height; ++y) {
    std::uint8_t* to = image.view().row(y);
    const auto put = [&](int value) { to = put_sample(to, value, format); };
    for (int x = 0; x < size.width; ++x) {
      const double u = static_cast<double>(x) / std::max(size.width - 1, 1);
      const double v = static_cast<double>(y) / std::max(size.height - 1, 1);
      const bool inside = std::hypot(u - 0.6, v - 0.4) < 0.25;
      for (int c = 0; c < count; ++c) {
        const double wave = 127 + 90 * std::sin(phase + 5 * u + 2 * c) * std::cos(3 * v + c) + (inside ? 35 : 0);
        const int color = std::clamp(static_cast<int>(wave) + noise.next(9) - 4, 0, 255);
        const bool is_alpha = has_alpha(format) && c == count - 1;
        put(is_alpha ? x * 255 / std::max(size.width - 1, 1) : color);
      }
    }
  }
  return image;
}

Image make_dots(Size size, PixelFormat format) {
  Image image = Image::create({size, format}).value();
  Noise noise(7);
  for (int y = 0; y < size.height; ++y) {
    std::uint8_t* to = image.view().row(y);
    for (int x = 0; x < size.width; ++x, to += bytes_per_pixel(format)) {
      std::fill_n(to, bytes_per_pixel(format), noise.next(16) == 0 ? std::uint8_t{0} : std::uint8_t{255});
    }
  }
  return image;
}

Image make_page(Size size, PixelFormat format) {
  constexpr int kLetters = 20;
  Image image = Image::create({size, format}).value();
  for (int y = 0; y < size.height; ++y) {
    std::uint8_t* to = image.view().row(y);
    for (int x = 0; x < size.width; ++x, to += bytes_per_pixel(format)) {
      const int letter = (x / 32 * 7 + y / 32 * 13) % kLetters;
      const int column = x % 32;
      const int row = y % 32;
      // A stem, and bars to its right.
      const bool is_ink = row < 15 && (column < 2 || (column < 9 && (letter + 8) >> (row / 3) & 1));
      std::fill_n(to, bytes_per_pixel(format), is_ink ? std::uint8_t{0} : std::uint8_t{255});
    }
  }
  return image;
}

Image make_noise(Size size, PixelFormat format) {
  Image image = Image::create({size, format}).value();
  Noise noise(5);
  for (int y = 0; y < size.height; ++y) {
    std::uint8_t* const row = image.view().row(y);
    std::generate_n(row, image.view().row_bytes(), [&noise] { return static_cast<std::uint8_t>(noise.next(256)); });
  }
  return image;
}

double psnr(ConstImageView a, ConstImageView b) {
  if (a.size() != b.size() || a.format != b.format) return -1;
  double squares = 0;
  for (int y = 0; y < a.height; ++y) {
    for (std::size_t i = 0; i < a.row_bytes(); ++i) {
      const double difference = static_cast<double>(a.row(y)[i]) - static_cast<double>(b.row(y)[i]);
      squares += difference * difference;
    }
  }
  if (squares == 0) return 999;
  const double samples = static_cast<double>(a.row_bytes()) * a.height;
  return 10 * std::log10(255.0 * 255.0 * samples / squares);
}

bool same_pixels(ConstImageView a, ConstImageView b) {
  if (a.size() != b.size() || a.format != b.format) {
    MESSAGE("shapes differ: ", a.size(), " ", a.format, " and ", b.size(), " ", b.format);
    return false;
  }
  for (int y = 0; y < a.height; ++y) {
    for (std::size_t i = 0; i < a.row_bytes(); ++i) {
      if (a.row(y)[i] == b.row(y)[i]) continue;
      MESSAGE("byte ", i, " of row ", y, ": ", int{a.row(y)[i]}, " and ", int{b.row(y)[i]});
      return false;
    }
  }
  return true;
}

Bytes make_exif(int orientation, bool big_endian) {
  const auto low = static_cast<std::uint8_t>(orientation & 255);
  const auto high = static_cast<std::uint8_t>(orientation >> 8);
  // Header, one entry (tag 0x0112, SHORT, count 1, value), no next directory.
  if (big_endian) {
    return {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, high, low, 0, 0, 0, 0, 0, 0};
  }
  return {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, low, high, 0, 0, 0, 0, 0, 0};
}

Bytes make_exif_with_prefix(int orientation, bool big_endian) {
  Bytes bytes = {'E', 'x', 'i', 'f', 0, 0};
  const Bytes block = make_exif(orientation, big_endian);
  bytes.insert(bytes.end(), block.begin(), block.end());
  return bytes;
}

Bytes make_icc_profile(std::string_view color_space, std::size_t bytes) {
  bytes -= bytes % 4;
  Bytes profile(bytes, 0);
  put_big_endian(profile, 0, static_cast<std::uint32_t>(bytes));
  put_big_endian(profile, 8, 0x02100000);
  put_text(profile, 12, "mntr");
  put_text(profile, 16, color_space);
  put_text(profile, 20, "XYZ ");
  put_text(profile, 36, "acsp");
  put_big_endian(profile, 68, 0x0000F6D6);  // the D50 illuminant
  put_big_endian(profile, 72, 0x00010000);
  put_big_endian(profile, 76, 0x0000D32D);
  put_big_endian(profile, 128, 1);  // one tag, of all the rest
  put_text(profile, 132, "desc");
  put_big_endian(profile, 136, 144);
  put_big_endian(profile, 140, static_cast<std::uint32_t>(bytes - 144));
  for (std::size_t i = 144; i < bytes; ++i) profile[i] = static_cast<std::uint8_t>(i * 31 % 251);
  return profile;
}

Metadata metadata_with(Bytes icc_profile) {
  return {std::make_shared<const std::vector<std::uint8_t>>(std::move(icc_profile))};
}

}  // namespace tbbimg::test
