#include "engine/journal/detail/json_text.hpp"

#include <charconv>
#include <iterator>

#include <simdjson.h>

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

// Bytes of the longest valid start of `text`, at least 1.
std::size_t valid_length(std::string_view text) noexcept {
  std::size_t length = 1;
  while (length < 4 && length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) ++length;
  return simdjson::validate_utf8(text.data(), length) ? length : 0;
}

}  // namespace

void append_text(std::string& json, std::string_view text) {
  json += '"';
  if (simdjson::validate_utf8(text.data(), text.size())) {
    append_escaped(json, text);
  } else {
    while (!text.empty()) {
      const std::size_t length = valid_length(text);
      if (length == 0) json += "\xEF\xBF\xBD";
      append_escaped(json, text.substr(0, length));
      text.remove_prefix(length == 0 ? 1 : length);
    }
  }
  json += '"';
}

void append_path(std::string& json, std::string_view path) {
  if (simdjson::validate_utf8(path.data(), path.size())) {
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

bool parse_hash(std::string_view text, std::uint64_t& hash) noexcept {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), hash, 16);
  return text.size() == 16 && error == std::errc() && end == text.data() + text.size();
}

bool parse_hex(std::string_view text, std::string& bytes) {
  bytes.clear();
  if (text.size() % 2 != 0) return false;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    std::uint8_t byte = 0;
    const auto [end, error] = std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
    if (error != std::errc() || end != text.data() + i + 2) return false;
    bytes += static_cast<char>(byte);
  }
  return true;
}

}  // namespace tbbimg::detail
