#include "kernels/core/utf8.hpp"

#include <algorithm>
#include <cstddef>

namespace tbbimg {
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

bool is_between(char c, unsigned char first, unsigned char last) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= first && byte <= last;
}

// Of the character that `text` begins with; 0 if it begins with none.
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

// Bytes 0x80 to 0x9F; the others of Windows-1252 are what they are in Unicode.
constexpr char16_t kWindows1252[32] = {0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                       0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
                                       0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                       0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

std::string utf8_of_windows_1252(std::string_view text) {
  std::string utf8;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    utf8 += encode_utf8(byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80] : byte);
  }
  return utf8;
}

bool is_control(char32_t code) noexcept { return code < 0x20 || (code >= 0x7F && code < 0xA0); }

}  // namespace

Utf8Character take_character(std::string_view& text) noexcept {
  const std::size_t length = length_of(text);
  Utf8Character character{text.substr(0, std::max<std::size_t>(length, 1)), {}};
  if (length > 0) character.code = code_of(character.bytes);
  text.remove_prefix(character.bytes.size());
  return character;
}

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t length = length_of(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string one_line_utf8(std::string_view text) {
  const std::string utf8 = is_utf8(text) ? std::string(text) : utf8_of_windows_1252(text);
  std::string line;
  for (std::string_view rest = utf8; !rest.empty();) {
    const Utf8Character character = take_character(rest);
    line += is_control(*character.code) ? " " : character.bytes;
  }
  const std::size_t first = line.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return line.substr(first, line.find_last_not_of(' ') - first + 1);
}

std::string encode_utf8(char32_t character) {
  const auto trail = [character](int shift) { return static_cast<char>(0x80 | (character >> shift & 0x3F)); };
  const auto lead = [character](unsigned mark, int shift) { return static_cast<char>(mark | character >> shift); };
  if (character < 0x80) return {static_cast<char>(character)};
  if (character < 0x800) return {lead(0xC0, 6), trail(0)};
  if (character < 0x10000) return {lead(0xE0, 12), trail(6), trail(0)};
  return {lead(0xF0, 18), trail(12), trail(6), trail(0)};
}

}  // namespace tbbimg
