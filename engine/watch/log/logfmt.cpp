#include "engine/watch/log/logfmt.hpp"

#include <array>
#include <cstdio>

#include "kernels/core/format.hpp"
#include "kernels/core/utf8.hpp"

namespace tbbimg {
namespace {

void append_escaped(std::string& text, std::string_view bytes) {
  for (const char c : bytes) {
    std::array<char, 8> code{};
    std::snprintf(code.data(), code.size(), "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    text += code.data();
  }
}

}  // namespace

std::string quoted_value(std::string_view value) {
  std::string quoted = "\"";
  while (!value.empty()) {
    const Utf8Character character = take_character(value);
    if (character.bytes == "\n") {
      quoted += "\\n";
    } else if (character.bytes == "\"" || character.bytes == "\\") {
      (quoted += '\\') += character.bytes;
    } else if (!character.code || is_hidden(*character.code)) {
      append_escaped(quoted, character.bytes);
    } else {
      quoted += character.bytes;
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

}  // namespace tbbimg
