// The chunks of a WebP (WebP container specification). Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "kernels/image/image_view.hpp"

namespace tbbimg::detail {

inline constexpr std::size_t kRiffHeaderBytes = 8;                    ///< what a file's stated length leaves out
inline constexpr std::size_t kFirstWebpChunk = kRiffHeaderBytes + 4;  ///< behind "WEBP"

struct WebpChunk {
  std::string_view type;
  std::size_t end = 0;                 ///< its offset, padding included
  std::span<const std::uint8_t> data;  ///< without padding
};

/// The chunk at `offset`; nothing if the file ends before it does.
[[nodiscard]] std::optional<WebpChunk> webp_chunk_at(std::span<const std::uint8_t> file, std::size_t offset) noexcept;

[[nodiscard]] constexpr std::uint32_t riff_number(std::span<const std::uint8_t> bytes) noexcept {
  return std::uint32_t{bytes[0]} | (std::uint32_t{bytes[1]} << 8U) | (std::uint32_t{bytes[2]} << 16U) |
         (std::uint32_t{bytes[3]} << 24U);
}
void put_riff_number(std::span<std::uint8_t> to, std::size_t value) noexcept;

void put_little_endian(std::vector<std::uint8_t>& to, std::size_t value, int bytes);
void put_webp_chunk_header(std::vector<std::uint8_t>& to, std::string_view type, std::size_t length);

/// Flags of the extended format.
inline constexpr std::uint8_t kWebpAnimation = 0x02;
inline constexpr std::uint8_t kWebpAlpha = 0x10;
inline constexpr std::uint8_t kWebpProfile = 0x20;

/// The chunks in front of the first picture: RIFF, VP8X and, unless it is empty, the profile. At byte 4, the file's
/// length less kRiffHeaderBytes is to be put.
[[nodiscard]] std::vector<std::uint8_t> extended_webp_header(std::uint8_t flags, Size size,
                                                             std::span<const std::uint8_t> profile);

}  // namespace tbbimg::detail
