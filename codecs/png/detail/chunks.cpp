#include "codecs/png/detail/chunks.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace tbbimg::detail {
namespace {

constexpr std::size_t kTypeLength = 4;
constexpr std::size_t kHeaderLength = 4 + kTypeLength;
constexpr std::size_t kCrcLength = 4;
constexpr std::array<std::uint8_t, kHeaderLength + kCrcLength> kEmptyPixels = {0, 0, 0, 0, 'I', 'D', 'A', 'T'};

/// Which chunks an outline still lacks.
struct OutlinePlan {
  bool has_pixels = false;
  bool has_exif = false;
  bool has_raw_profile = false;

  // EXIF of more bytes is none that anything reads.
  [[nodiscard]] bool wants(std::string_view type, std::size_t length, FileBytes& file, std::uint64_t data) {
    constexpr std::size_t kMost = std::size_t{1} << 20;
    constexpr std::string_view kRawProfile = "Raw profile type ";
    if (length > kMost) return false;
    if (type == "acTL") return length >= 8 && !has_pixels && big_endian_32(file.at(data, 4)) >= 2;
    if (type == "eXIf") return length > 0 && !std::exchange(has_exif, true);
    if (has_raw_profile || (type != "tEXt" && type != "zTXt") || length < kRawProfile.size()) return false;
    const auto begin = file.at(data, kRawProfile.size());
    has_raw_profile = std::equal(begin.begin(), begin.end(), kRawProfile.begin());
    return has_raw_profile;
  }
};

}  // namespace

std::optional<PngChunk> png_chunk_at(std::span<const std::uint8_t> file, std::size_t offset) noexcept {
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
    if (chunk->type == "IEND") break;
    offset = chunk->end;
  }
  return {};
}

std::vector<std::uint8_t> png_outline(FileBytes& file) {
  std::vector<std::uint8_t> outline;
  const auto add = [&outline](std::span<const std::uint8_t> bytes) {
    outline.insert(outline.end(), bytes.begin(), bytes.end());
  };
  add(file.at(0, kPngSignatureBytes));
  OutlinePlan plan;
  std::uint64_t offset = kPngSignatureBytes;
  for (;;) {
    const auto header = file.at(offset, kHeaderLength);
    if (header.size() < kHeaderLength) return outline;
    const std::size_t length = big_endian_32(header);
    const std::string type(reinterpret_cast<const char*>(header.data()) + 4, kTypeLength);
    const std::uint64_t end = offset + kHeaderLength + length + kCrcLength;
    if (end > file.size() || type == "IEND") return outline;
    if (type == "IDAT" && !std::exchange(plan.has_pixels, true)) add(kEmptyPixels);
    if (plan.wants(type, length, file, offset + kHeaderLength)) {
      add(file.at(offset, static_cast<std::size_t>(end - offset)));
      if (type == "acTL") return outline;
    }
    offset = end;
  }
}

}  // namespace tbbimg::detail
