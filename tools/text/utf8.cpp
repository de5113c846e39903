#include "tools/text/utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace tbbimg::tools {
namespace {

struct Lead {
  unsigned char first, last;                ///< of the first byte
  unsigned char second_first, second_last;  ///< of the second
  std::size_t length;
};

// The Unicode Standard 15.0, table 3-7: well-formed UTF-8 byte sequences.
constexpr Lead kLeads[] = {{0x00, 0x7F, 0x00, 0x00, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
                           {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
                           {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4}};

struct Range {
  char32_t first, last;
};

// DerivedCoreProperties 15.0, Default_Ignorable_Code_Point, as far as the names of files need none of it; and what
// terminals, lines and the bidirectional algorithm obey.
constexpr Range kHidden[] = {{0x00, 0x1F},      {0x7F, 0x9F},     {0xAD, 0xAD},      // soft hyphen
                             {0x61C, 0x61C},    {0x180E, 0x180E},                    // Arabic mark, Mongolian separator
                             {0x200B, 0x200B},  {0x200E, 0x200F},                    // zero-width space, marks
                             {0x2028, 0x202E},                                       // separators, embeddings
                             {0x2060, 0x206F},  {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB},  // isolates, BOM, annotations
                             {0xE0000, 0xE007F}};                                    // tags

bool is_between(char c, unsigned char first, unsigned char last) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= first && byte <= last;
}

// Of the well-formed character that `text` begins with; 0 if it begins with none.
std::size_t length_of(std::string_view text) noexcept {
  for (const Lead& lead : kLeads) {
    if (!is_between(text[0], lead.first, lead.last)) continue;
    if (text.size() < lead.length) return 0;
    if (lead.length > 1 && !is_between(text[1], lead.second_first, lead.second_last)) return 0;
    for (std::size_t i = 2; i < lead.length; ++i) {
      if (!is_between(text[i], 0x80, 0xBF)) return 0;
    }
    return lead.length;
  }
  return 0;
}

char32_t code_of(std::string_view character) noexcept {
  const auto lead = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return lead;
  char32_t code = lead & (0x7FU >> character.size());
  for (const char c : character.substr(1)) code = code << 6 | (static_cast<unsigned char>(c) & 0x3FU);
  return code;
}

}  // namespace

Utf8Character take_character(std::string_view& text) noexcept {
  const std::size_t length = length_of(text);
  Utf8Character character{text.substr(0, std::max<std::size_t>(length, 1)), {}};
  if (length > 0) character.code = code_of(character.bytes);
  text.remove_prefix(character.bytes.size());
  return character;
}

bool is_hidden(char32_t code) noexcept {
  return std::any_of(std::begin(kHidden), std::end(kHidden),
                     [code](const Range& range) { return code >= range.first && code <= range.last; });
}

}  // namespace tbbimg::tools
