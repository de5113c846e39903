#include "codecs/png/detail/raw_profile.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <zlib.h>

#include "codecs/png/detail/chunks.hpp"

namespace tbbimg::detail {
namespace {

using namespace std::string_view_literals;

// A JPEG segment, in which such a block lay before, holds 64 KiB; two digits a byte, and line ends.
constexpr std::size_t kMaxExifBytes = std::size_t{64} * 1024;
constexpr std::size_t kMaxTextBytes = kMaxExifBytes * 5 / 2;

// The text behind the keyword of a tEXt or zTXt chunk; empty if it does not unpack.
std::string unpacked_text(const PngChunk& chunk, std::size_t keyword_bytes) {
  const auto packed = chunk.data.subspan(keyword_bytes);
  if (chunk.type == "tEXt") return {packed.begin(), packed.end()};
  constexpr std::uint8_t kDeflate = 0;
  if (packed.empty() || packed[0] != kDeflate) return {};
  std::string text(kMaxTextBytes, '\0');
  uLongf bytes = text.size();
  if (uncompress(reinterpret_cast<Bytef*>(text.data()), &bytes, packed.data() + 1, packed.size() - 1) != Z_OK) {
    return {};
  }
  text.resize(bytes);
  return text;
}

std::string_view next_word(std::string_view& text) noexcept {
  constexpr std::string_view kSpace = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(kSpace));
  text.remove_prefix(word.size());
  return word;
}

std::vector<std::uint8_t> bytes_of_hex(std::string_view text, std::size_t count) {
  std::vector<std::uint8_t> bytes;
  for (std::string_view line = next_word(text); !line.empty(); line = next_word(text)) {
    for (std::size_t i = 0; i + 1 < line.size(); i += 2) {
      std::uint8_t byte = 0;
      const char* const end = line.data() + i + 2;
      if (std::from_chars(line.data() + i, end, byte, 16).ptr != end) return {};
      bytes.push_back(byte);
    }
  }
  return bytes.size() == count ? bytes : std::vector<std::uint8_t>{};
}

std::vector<std::uint8_t> parse_profile(std::string_view text) {
  next_word(text);  // "exif"
  const std::string_view length = next_word(text);
  std::size_t count = 0;
  const char* const end = length.data() + length.size();
  if (std::from_chars(length.data(), end, count).ptr != end || count > kMaxExifBytes) return {};
  return bytes_of_hex(text, count);
}

}  // namespace

std::vector<std::uint8_t> png_raw_exif(std::span<const std::uint8_t> file) {
  constexpr std::array kKeywords = {"Raw profile type exif\0"sv, "Raw profile type APP1\0"sv};
  std::size_t offset = kPngSignatureBytes;
  while (const auto chunk = png_chunk_at(file, offset)) {
    offset = chunk->end;
    if (chunk->type == "IEND") break;
    if (chunk->type != "tEXt" && chunk->type != "zTXt") continue;
    const std::string_view text(reinterpret_cast<const char*>(chunk->data.data()), chunk->data.size());
    for (const std::string_view keyword : kKeywords) {
      if (text.starts_with(keyword)) return parse_profile(unpacked_text(*chunk, keyword.size()));
    }
  }
  return {};
}

}  // namespace tbbimg::detail
