#include "engine/lettering/detail/unicode.hpp"

#include <hb.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>
#include <optional>

namespace tbbimg {
namespace {

// One code point and the bytes it takes; nothing if they are no shortest form of a code point (RFC 3629).
struct Decoded {
  char32_t character = 0;
  std::size_t bytes = 0;
};

std::optional<Decoded> decode_one(std::string_view text) noexcept {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) return Decoded{byte(0), 1};
  const std::size_t bytes = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : 2;
  if (byte(0) < 0xC2 || byte(0) > 0xF4 || text.size() < bytes) return std::nullopt;
  char32_t value = byte(0) & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return std::nullopt;
    value = value << 6 | (byte(i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kLeast[bytes] || value > 0x10FFFF || is_surrogate) return std::nullopt;
  return Decoded{value, bytes};
}

hb_unicode_general_category_t category(char32_t character) noexcept {
  return hb_unicode_general_category(hb_unicode_funcs_get_default(), character);
}

struct CharacterRange {
  char32_t first;
  char32_t last;
};
// DerivedCoreProperties.txt of Unicode 15, neighbours joined.
constexpr CharacterRange kIgnorable[] = {
    {0x00AD, 0x00AD}, {0x034F, 0x034F}, {0x061C, 0x061C},   {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},
    {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x206F},   {0x3164, 0x3164},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},
    {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFF8}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

}  // namespace

Result<std::u32string> decode_utf8(std::string_view text) {
  std::u32string characters;
  for (std::size_t at = 0; at < text.size();) {
    const auto decoded = decode_one(text.substr(at));
    if (!decoded) {
      char byte[8];
      std::snprintf(byte, sizeof byte, "0x%02X", static_cast<unsigned>(static_cast<unsigned char>(text[at])));
      return fail(ErrorCode::invalid_argument, "byte " + std::to_string(at + 1) + " of the text, " + byte +
                                                   ", is not UTF-8: save what holds the text as UTF-8");
    }
    characters += decoded->character;
    at += decoded->bytes;
  }
  return characters;
}

std::string encode_utf8(char32_t character) {
  const auto trail = [character](int shift) { return static_cast<char>(0x80 | (character >> shift & 0x3F)); };
  const auto lead = [character](unsigned mark, int shift) { return static_cast<char>(mark | character >> shift); };
  if (character < 0x80) return {static_cast<char>(character)};
  if (character < 0x800) return {lead(0xC0, 6), trail(0)};
  if (character < 0x10000) return {lead(0xE0, 12), trail(6), trail(0)};
  return {lead(0xF0, 18), trail(12), trail(6), trail(0)};
}

std::string describe_character(char32_t character) {
  char code[16];
  std::snprintf(code, sizeof code, "U+%04X", static_cast<unsigned>(character));
  if (is_control(character) || is_ignorable(character)) return code;
  return std::string(code) + " '" + encode_utf8(character) + "'";
}

bool is_control(char32_t character) noexcept { return category(character) == HB_UNICODE_GENERAL_CATEGORY_CONTROL; }

bool is_mark(char32_t character) noexcept {
  switch (category(character)) {
    case HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK:
    case HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK:
    case HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK: return true;
    default: return false;
  }
}

bool is_ignorable(char32_t character) noexcept {
  return std::any_of(std::begin(kIgnorable), std::end(kIgnorable),
                     [character](CharacterRange range) { return character >= range.first && character <= range.last; });
}

}  // namespace tbbimg
