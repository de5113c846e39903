#include "codecs/metadata/icc_profile.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

#include "kernels/core/utf8.hpp"

namespace tbbimg {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kIccHeaderBytes = 128;
constexpr std::size_t kTagBytes = 12;  // signature, offset, size
// Registered profiles have about 60 tags and texts in 40 languages; more are read in vain.
constexpr std::size_t kMostTags = 1000;
constexpr std::size_t kMostRecords = 1000;
constexpr std::size_t kMostNameBytes = 200;

std::optional<Bytes> part(Bytes bytes, std::size_t offset, std::size_t size) noexcept {
  if (offset > bytes.size() || bytes.size() - offset < size) return std::nullopt;
  return bytes.subspan(offset, size);
}

std::optional<std::size_t> number(Bytes bytes, std::size_t offset) noexcept {
  const auto four = part(bytes, offset, 4);
  if (!four) return std::nullopt;
  std::size_t value = 0;
  for (const std::uint8_t byte : *four) value = value << 8U | byte;
  return value;
}

bool has_signature(Bytes bytes, std::size_t offset, std::string_view signature) noexcept {
  const auto found = part(bytes, offset, signature.size());
  return found && std::equal(signature.begin(), signature.end(), found->begin(),
                             [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

std::optional<Bytes> find_tag(Bytes profile, std::string_view signature) noexcept {
  const std::size_t count = std::min(number(profile, kIccHeaderBytes).value_or(0), kMostTags);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = kIccHeaderBytes + 4 + i * kTagBytes;
    const auto offset = number(profile, at + 4);
    const auto size = number(profile, at + 8);
    if (!offset || !size) return std::nullopt;
    if (has_signature(profile, at, signature)) return part(profile, *offset, *size);
  }
  return std::nullopt;
}

// A character that is cut in two at the end is left out.
std::string shortened(std::string text) {
  if (text.size() <= kMostNameBytes) return text;
  std::size_t end = kMostNameBytes;
  while (end > 0 && (static_cast<std::uint8_t>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text;
}

std::string ascii_name(Bytes tag) {
  constexpr std::size_t kTextAt = 12;
  const auto count = number(tag, 8);  // with the final NUL
  const auto text = count ? part(tag, kTextAt, *count) : std::nullopt;
  if (!text) return {};
  const std::string_view characters(reinterpret_cast<const char*>(text->data()),
                                    std::min(text->size(), kMostNameBytes + 1));
  return one_line_utf8(characters.substr(0, characters.find('\0')));
}

std::string from_utf16(Bytes text) {
  constexpr char32_t kReplacement = 0xFFFD;
  std::string utf8;
  const auto unit = [text](std::size_t at) { return static_cast<char32_t>(text[at] << 8 | text[at + 1]); };
  for (std::size_t at = 0; at + 1 < text.size() && utf8.size() <= kMostNameBytes; at += 2) {
    char32_t code = unit(at);
    if (code == 0) break;
    const bool is_high = code >= 0xD800 && code < 0xDC00;
    const bool is_low_next = at + 3 < text.size() && unit(at + 2) >= 0xDC00 && unit(at + 2) < 0xE000;
    if (is_high && is_low_next) {
      code = 0x10000 + ((code - 0xD800) << 10U) + (unit(at + 2) - 0xDC00);
      at += 2;
    } else if (code >= 0xD800 && code < 0xE000) {
      code = kReplacement;
    }
    utf8 += encode_utf8(code);
  }
  return one_line_utf8(utf8);
}

std::string localized_name(Bytes tag) {
  constexpr std::size_t kRecordsAt = 16;
  const std::size_t count = std::min(number(tag, 8).value_or(0), kMostRecords);
  const auto record_bytes = number(tag, 12);
  if (!record_bytes || *record_bytes < 12) return {};
  std::optional<Bytes> chosen;
  for (std::size_t i = 0; i < count; ++i) {
    const auto record = part(tag, kRecordsAt + i * *record_bytes, 12);
    if (!record) break;
    const bool is_english = has_signature(*record, 0, "en");
    if (chosen && !is_english) continue;
    const auto text = part(tag, *number(*record, 8), *number(*record, 4));
    if (text) chosen = text;
    if (text && is_english) break;
  }
  return chosen ? from_utf16(*chosen) : std::string();
}

}  // namespace

std::string icc_profile_name(std::span<const std::uint8_t> profile) {
  const auto tag = find_tag(profile, "desc");
  if (!tag) return {};
  if (has_signature(*tag, 0, "desc")) return shortened(ascii_name(*tag));
  if (has_signature(*tag, 0, "mluc")) return shortened(localized_name(*tag));
  return {};
}

}  // namespace tbbimg
