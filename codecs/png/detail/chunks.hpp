// The chunks of a PNG that libpng need not read. Not for users.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace tbbimg::detail {

/// The data of the first chunk of this type (4 letters), anywhere in the file; empty if there is none, if it is cut
/// off, or if it is empty itself. Its CRC is not checked.
[[nodiscard]] std::span<const std::uint8_t> find_png_chunk(std::span<const std::uint8_t> file,
                                                           std::string_view type) noexcept;

/// A number as PNG stores it, from the first 4 bytes of `bytes`.
[[nodiscard]] constexpr std::uint32_t big_endian_32(std::span<const std::uint8_t> bytes) noexcept {
  return (std::uint32_t{bytes[0]} << 24U) | (std::uint32_t{bytes[1]} << 16U) | (std::uint32_t{bytes[2]} << 8U) |
         std::uint32_t{bytes[3]};
}

}  // namespace tbbimg::detail
