#include <array>
#include <optional>
#include <string_view>

#include "codecs/raw/detail/raw_directories.hpp"
#include "codecs/raw/detail/raw_facts.hpp"

namespace tbbimg::detail {
namespace {

using namespace std::string_view_literals;

// https://exiftool.org/TagNames/Olympus.html
constexpr std::uint16_t kOlympusSettings = 0x2020;
constexpr std::uint16_t kOlympusPreviewOffset = 0x101;
constexpr std::uint16_t kOlympusPreviewBytes = 0x102;

/// Where its first directory is, counted from the note's beginning, as all its offsets are.
std::optional<std::uint64_t> olympus_header(std::string_view start) noexcept {
  if (start.starts_with("OLYMPUS\0"sv)) return 12;
  if (start.starts_with("OM SYSTEM\0\0\0"sv)) return 16;
  return std::nullopt;
}

}  // namespace

Status read_olympus_note(FileBytes& file, std::uint64_t offset, std::uint64_t bytes, RawFacts& facts) {
  std::array<std::uint8_t, 16> start{};
  if (bytes < start.size() || !file.read(offset, start)) return {};
  const std::string_view words(reinterpret_cast<const char*>(start.data()), start.size());
  const auto header = olympus_header(words);
  if (!header) return {};
  const RawDirectories directories(file, offset, words[*header - 4] == 'M');
  const auto note = directories.read(offset + *header);
  if (!note) return {};
  const RawEntry* const below = note->find(kOlympusSettings);
  if (below == nullptr) return {};
  // Older cameras store the directory where its offset belongs.
  const auto settings_at = below->count == 1 ? directories.offset_at(below->at) : std::optional(below->at);
  const auto settings = directories.read(settings_at.value_or(0));
  if (!settings) return {};
  const std::uint64_t preview = directories.value_of(*settings, kOlympusPreviewOffset, 0);
  const std::uint64_t preview_bytes = directories.value_of(*settings, kOlympusPreviewBytes, 0);
  if (preview == 0 || preview_bytes == 0) return {};
  return facts.add_preview(offset + preview, preview_bytes);
}

}  // namespace tbbimg::detail
