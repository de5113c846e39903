#include "engine/lettering/detail/unicode.hpp"

#include <hb.h>

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "kernels/core/utf8.hpp"

namespace tbbimg {
namespace {

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
  for (std::string_view rest = text; !rest.empty();) {
    const Utf8Character character = take_character(rest);
    if (!character.code) {
      char byte[8];
      std::snprintf(byte, sizeof byte, "0x%02X", static_cast<unsigned>(static_cast<unsigned char>(character.bytes[0])));
      return fail(ErrorCode::invalid_argument, "byte " + std::to_string(text.size() - rest.size()) + " of the text, " +
                                                   byte + ", is not UTF-8: save what holds the text as UTF-8");
    }
    characters += *character.code;
  }
  return characters;
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
