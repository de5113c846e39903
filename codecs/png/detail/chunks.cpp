#include "codecs/png/detail/chunks.hpp"

#include <algorithm>
#include <array>

namespace tbbimg::detail {

std::optional<PngChunk> png_chunk_at(std::span<const std::uint8_t> file, std::size_t offset) noexcept {
  constexpr std::size_t kTypeLength = 4;
  constexpr std::size_t kHeaderLength = 4 + kTypeLength;
  constexpr std::size_t kCrcLength = 4;
  if (offset > file.size() || file.size() - offset < kHeaderLength) return std::nullopt;
  const auto rest = file.subspan(offset);
  const std::size_t length = big_endian_32(rest);
  if (rest.size() - kHeaderLength < length + kCrcLength) return std::nullopt;
  return PngChunk{{reinterpret_cast<const char*>(rest.data()) + 4, kTypeLength},
                  rest.subspan(kHeaderLength, length),
                  offset,
                  offset + kHeaderLength + length + kCrcLength};
}

std::optional<std::size_t> png_end(std::span<const std::uint8_t> file) noexcept {
  std::size_t offset = kPngSignatureBytes;
  while (const auto chunk = png_chunk_at(file, offset)) {
    if (chunk->type == "IEND") return chunk->end;
    offset = chunk->end;
  }
  return std::nullopt;
}

bool says_what_pixels_mean(const PngChunk& chunk) noexcept {
  constexpr std::array<std::string_view, 9> kAncillary = {"tRNS", "bKGD", "cHRM", "gAMA", "iCCP",
                                                          "sBIT", "sRGB", "cICP", "pHYs"};
  const bool is_critical = (static_cast<std::uint8_t>(chunk.type[0]) & 0x20U) == 0;
  return is_critical || std::find(kAncillary.begin(), kAncillary.end(), chunk.type) != kAncillary.end();
}

bool is_of_animation(const PngChunk& chunk) noexcept {
  return chunk.type == "acTL" || chunk.type == "fcTL" || chunk.type == "fdAT";
}

std::span<const std::uint8_t> find_png_chunk(std::span<const std::uint8_t> file, std::string_view type) noexcept {
  std::size_t offset = kPngSignatureBytes;
  while (const auto chunk = png_chunk_at(file, offset)) {
    if (chunk->type == type) return chunk->data;
    offset = chunk->end;
  }
  return {};
}

}  // namespace tbbimg::detail
