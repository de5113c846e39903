#include "tools/report/html_text.hpp"

#include <cstddef>

#include "tools/text/format.hpp"
#include "tools/text/utf8.hpp"

namespace tbbimg::tools {

namespace {

// Embeddings, overrides and isolates of the bidirectional algorithm, which make a name read as another: U+202A to 202E,
// U+2066 to 2069.
bool turns_text(std::string_view character) noexcept {
  return (character >= "\u202A" && character <= "\u202E") || (character >= "\u2066" && character <= "\u2069");
}

}  // namespace

std::string html(std::string_view text) {
  const std::string line = valid_utf8(one_line(text));
  std::string escaped;
  for (std::string_view left = line; !left.empty();) {
    const std::string_view character = left.substr(0, utf8_length(left));
    left.remove_prefix(character.size());
    if (character == "&") {
      escaped += "&amp;";
    } else if (character == "<") {
      escaped += "&lt;";
    } else if (character == ">") {
      escaped += "&gt;";
    } else if (character == "\"") {
      escaped += "&quot;";
    } else if (character == "'") {
      escaped += "&#39;";
    } else {
      escaped += turns_text(character) ? "\uFFFD" : character;
    }
  }
  return escaped;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view group = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = bits << 8 | (k < group.size() ? static_cast<unsigned char>(group[k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= group.size() ? kAlphabet[bits >> (18 - 6 * k) & 63] : '=';
    }
  }
  return text;
}

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, "\u202F");
  }
  return text;
}

}  // namespace tbbimg::tools
