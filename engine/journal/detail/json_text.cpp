#include "engine/journal/detail/json_text.hpp"

#include <charconv>
#include <iterator>

#include "kernels/core/numbers.hpp"
#include "kernels/core/utf8.hpp"

namespace tbbimg::detail {
namespace {

constexpr char kDigits[] = "0123456789abcdef";

void append_escaped(std::string& json, std::string_view text) {
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      json += "\\u00";
      json += kDigits[static_cast<unsigned char>(c) >> 4];
      json += kDigits[static_cast<unsigned char>(c) & 15];
    } else {
      json += c;
    }
  }
}

}  // namespace

void append_text(std::string& json, std::string_view text) {
  json += '"';
  while (!text.empty()) {
    const Utf8Character character = take_character(text);
    append_escaped(json, character.code ? character.bytes : "\xEF\xBF\xBD");
  }
  json += '"';
}

void append_path(std::string& json, std::string_view path) {
  if (is_utf8(path)) {
    json += '"';
    append_escaped(json, path);
    json += '"';
    return;
  }
  json += R"({"hex":")";
  for (const char c : path) {
    json += kDigits[static_cast<unsigned char>(c) >> 4];
    json += kDigits[static_cast<unsigned char>(c) & 15];
  }
  json += "\"}";
}

void append_paths(std::string& json, std::span<const std::string> paths) {
  json += '[';
  for (const std::string& path : paths) {
    if (&path != &paths.front()) json += ',';
    append_path(json, path);
  }
  json += ']';
}

void append_hash(std::string& json, std::uint64_t hash) {
  json += '"';
  for (int shift = 60; shift >= 0; shift -= 4) json += kDigits[(hash >> shift) & 15];
  json += '"';
}

void append_number(std::string& json, double number) {
  char digits[32];
  json.append(digits, std::to_chars(digits, std::end(digits), number).ptr);
}

std::optional<std::uint64_t> parse_hash(std::string_view text) noexcept {
  return text.size() == 16 ? parse_digits<std::uint64_t>(text, 16) : std::nullopt;
}

std::optional<std::string> parse_hex(std::string_view text) {
  std::string bytes;
  for (; !text.empty(); text.remove_prefix(2)) {
    const auto byte = text.size() >= 2 ? parse_digits<std::uint8_t>(text.substr(0, 2), 16) : std::nullopt;
    if (!byte) return std::nullopt;
    bytes += static_cast<char>(*byte);
  }
  return bytes;
}

}  // namespace tbbimg::detail
