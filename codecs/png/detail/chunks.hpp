// The chunks of a PNG that libpng need not read. Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "codecs/detail/file_bytes.hpp"

namespace tbbimg::detail {

/// Of a chunk that is whole.
struct PngChunk {
  std::string_view type;
  std::span<const std::uint8_t> data;
  std::size_t begin = 0, end = 0;  ///< offsets of its length, and behind its CRC
};

inline constexpr std::size_t kPngSignatureBytes = 8;

/// The chunk that begins at `offset`; nothing if the file ends before it does.
[[nodiscard]] std::optional<PngChunk> png_chunk_at(std::span<const std::uint8_t> file, std::size_t offset) noexcept;

/// Behind the end chunk, if it is in `file`.
[[nodiscard]] std::optional<std::size_t> png_end(std::span<const std::uint8_t> file) noexcept;

/// Whether a chunk says what the pixels mean: all critical ones, and those for transparency, background, colours and
/// the shape of a pixel.
[[nodiscard]] bool says_what_pixels_mean(const PngChunk& chunk) noexcept;

/// Whether a chunk says how a picture moves, or holds a frame: of an animation it says what pixels mean, too.
[[nodiscard]] bool is_of_animation(const PngChunk& chunk) noexcept;

/// The data of the first chunk of this type (4 letters) in front of the end chunk; empty if there is none, if it is cut
/// off, or if it is empty itself. Its CRC is not checked.
[[nodiscard]] std::span<const std::uint8_t> find_png_chunk(std::span<const std::uint8_t> file,
                                                           std::string_view type) noexcept;

/// The same file with those chunks alone that a reader of headers looks at beside libpng: EXIF, texts that may hold it,
/// the first one of an animation, and the first of pixels without its data. Ends with the chunk that says that the file
/// is an animation, of which there is more to know.
[[nodiscard]] std::vector<std::uint8_t> png_outline(FileBytes& file);

/// A number as PNG stores it, from the first 4 bytes of `bytes`.
[[nodiscard]] constexpr std::uint32_t big_endian_32(std::span<const std::uint8_t> bytes) noexcept {
  return (std::uint32_t{bytes[0]} << 24U) | (std::uint32_t{bytes[1]} << 16U) | (std::uint32_t{bytes[2]} << 8U) |
         std::uint32_t{bytes[3]};
}

}  // namespace tbbimg::detail
