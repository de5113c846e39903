#include "tools/log/logfmt.hpp"

#include <array>
#include <cstdio>

#include "tools/text/utf8.hpp"

namespace tbbimg::tools {
namespace {

void append_escaped(std::string& text, std::string_view bytes) {
  for (const char c : bytes) {
    std::array<char, 8> code{};
    std::snprintf(code.data(), code.size(), "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    text += code.data();
  }
}

// Of one byte or more: C0, DEL, C1, and the line and paragraph separators.
bool is_control(std::string_view character) noexcept {
  if (character.size() == 1) return static_cast<unsigned char>(character[0]) < 0x20 || character[0] == 0x7F;
  const bool is_c1 = character[0] == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0;
  return is_c1 || character == "\u2028" || character == "\u2029";
}

}  // namespace

std::string quoted_value(std::string_view value) {
  std::string quoted = "\"";
  while (!value.empty()) {
    const std::size_t length = utf8_length(value);
    const std::string_view character = value.substr(0, length == 0 ? 1 : length);
    value.remove_prefix(character.size());
    if (character == "\n") {
      quoted += "\\n";
    } else if (character == "\"" || character == "\\") {
      (quoted += '\\') += character;
    } else if (length == 0 || is_control(character)) {
      append_escaped(quoted, character);
    } else {
      quoted += character;
    }
  }
  return quoted + "\"";
}

LogLine& LogLine::text(std::string_view key, std::string_view value) { return word(key, quoted_value(value)); }

LogLine& LogLine::word(std::string_view key, std::string_view value) {
  text_ += ' ';
  text_ += key;
  text_ += '=';
  text_ += value;
  return *this;
}

LogLine& LogLine::number(std::string_view key, std::uint64_t value) { return word(key, std::to_string(value)); }

LogLine& LogLine::number(std::string_view key, double value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.3f", value);
  return word(key, text.data());
}

}  // namespace tbbimg::tools
