// The samples that a pixel consists of.
#pragma once

#include <cstdint>
#include <string_view>

namespace tbbimg {

/// Interleaved samples, full range. Alpha is last and straight (not premultiplied); 16-bit samples are in the machine's
/// byte order.
enum class PixelFormat : std::uint8_t { gray8, gray_alpha8, rgb8, rgba8, gray16, gray_alpha16, rgb16, rgba16 };

[[nodiscard]] constexpr int channels(PixelFormat format) noexcept { return static_cast<int>(format) % 4 + 1; }
[[nodiscard]] constexpr int bytes_per_sample(PixelFormat format) noexcept {
  return static_cast<int>(format) < 4 ? 1 : 2;
}
[[nodiscard]] constexpr int bytes_per_pixel(PixelFormat format) noexcept {
  return channels(format) * bytes_per_sample(format);
}
[[nodiscard]] constexpr bool has_alpha(PixelFormat format) noexcept { return channels(format) % 2 == 0; }
[[nodiscard]] constexpr bool is_gray(PixelFormat format) noexcept { return channels(format) <= 2; }

/// The same with an alpha channel.
[[nodiscard]] constexpr PixelFormat with_alpha(PixelFormat format) noexcept {
  return has_alpha(format) ? format : static_cast<PixelFormat>(static_cast<int>(format) + 1);
}

/// The same without one.
[[nodiscard]] constexpr PixelFormat without_alpha(PixelFormat format) noexcept {
  return has_alpha(format) ? static_cast<PixelFormat>(static_cast<int>(format) - 1) : format;
}

/// The same with samples of 16 bits.
[[nodiscard]] constexpr PixelFormat sixteen_bits(PixelFormat format) noexcept {
  return static_cast<PixelFormat>(channels(format) + 3);
}

/// The same with samples of 8 bits.
[[nodiscard]] constexpr PixelFormat eight_bits(PixelFormat format) noexcept {
  return static_cast<PixelFormat>(channels(format) - 1);
}

/// "rgb8", "gray16", ...
[[nodiscard]] constexpr std::string_view to_string(PixelFormat format) noexcept {
  constexpr std::string_view kNames[] = {"gray8",  "gray_alpha8",  "rgb8",  "rgba8",
                                         "gray16", "gray_alpha16", "rgb16", "rgba16"};
  return kNames[static_cast<int>(format)];
}

}  // namespace tbbimg
