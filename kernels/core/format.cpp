#include "kernels/core/format.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <iterator>

#include "kernels/core/utf8.hpp"

namespace tbbimg {
namespace {

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

std::string printed(const char* format, double value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

bool is_shown(const Utf8Character& character) noexcept { return character.code && !is_hidden(*character.code); }

// Of a character that one_line() does not let through.
std::string escaped(const Utf8Character& character) {
  const char32_t code = character.code.value_or(static_cast<unsigned char>(character.bytes[0]));
  switch (code) {
    case '\n': return "\\n";
    case '\t': return "\\t";
    case '\r': return "\\r";
    default: break;
  }
  const char* format = code > 0xFFFF ? "\\U%08x" : "\\u%04x";
  if (code < 0x80 || !character.code) format = "\\x%02x";
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), format, static_cast<unsigned>(code));
  return text.data();
}

bool is_plain_in_shell(char c) noexcept {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("_-./:=,+@%").find(c) != std::string_view::npos;
}

// Bytes in three octal digits, the only form in which all shells agree how long it is.
std::string ansi_c_quoted(std::string_view word) {
  std::string quoted = "$'";
  while (!word.empty()) {
    const Utf8Character character = take_character(word);
    // Interactive shells may look for history behind "!", wherever it stands.
    const bool is_plain =
        is_shown(character) && std::string_view("'\\!").find(character.bytes) == std::string_view::npos;
    if (is_plain) quoted += character.bytes;
    for (const char byte : is_plain ? std::string_view() : character.bytes) {
      std::array<char, 8> text{};
      std::snprintf(text.data(), text.size(), "\\%03o", static_cast<unsigned>(static_cast<unsigned char>(byte)));
      quoted += text.data();
    }
  }
  return quoted + "'";
}

}  // namespace

bool is_hidden(char32_t code) noexcept {
  return std::any_of(std::begin(kHidden), std::end(kHidden),
                     [code](const Range& range) { return code >= range.first && code <= range.last; });
}

std::string one_line(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  while (!text.empty()) {
    const Utf8Character character = take_character(text);
    line += is_shown(character) ? std::string(character.bytes) : escaped(character);
  }
  return line;
}

std::string human_bytes(std::uint64_t bytes) {
  constexpr std::array kUnits = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  if (bytes < 1024) return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
  double value = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  // 1023.95 would print as 1024.0.
  while (value >= 1023.95 && unit + 1 < kUnits.size()) {
    value /= 1024;
    ++unit;
  }
  return printed(value < 99.95 ? "%.1f " : "%.0f ", value) + kUnits[unit];
}

std::string human_seconds(double seconds) {
  seconds = std::max(seconds, 0.0);
  if (seconds < 9.995) return printed("%.2f s", seconds);
  if (seconds < 59.95) return printed("%.1f s", seconds);
  const auto whole = static_cast<long long>(std::llround(std::min(seconds, 1e12)));
  std::array<char, 64> text{};
  if (whole < 3600) {
    std::snprintf(text.data(), text.size(), "%lld min %02lld s", whole / 60, whole % 60);
  } else {
    std::snprintf(text.data(), text.size(), "%lld h %02lld min", whole / 3600, whole / 60 % 60);
  }
  return text.data();
}

std::string human_number(double value) {
  if (value < 9.995) return printed("%.2f", value);
  if (value < 99.95) return printed("%.1f", value);
  return printed("%.0f", value);
}

std::string shell_quoted(std::string_view word) {
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain_in_shell)) return std::string(word);
  if (one_line(word) != word) return ansi_c_quoted(word);
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

std::string shell_words(std::span<const std::string> words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + shell_quoted(word);
  return text;
}

std::string command_text(std::span<const std::string> arguments) {
  return arguments.empty() ? "tbbimg" : "tbbimg " + shell_words(arguments);
}

}  // namespace tbbimg
