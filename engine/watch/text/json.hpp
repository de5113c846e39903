// JSON that is printed.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "kernels/core/utf8.hpp"

namespace tbbimg {

/// In ASCII, so that nothing in it steers a terminal: what is not is escaped. Bytes that are not UTF-8 become
/// U+FFFD. On one line, or indented.
[[nodiscard]] inline std::string dumped(const nlohmann::ordered_json& json, int indent = -1) {
  return json.dump(indent, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
}

/// A path: its text, or {"hex": "..."} of its bytes if they are not UTF-8, as in the journal; no two are the same.
[[nodiscard]] inline nlohmann::ordered_json path_json(std::string_view path) {
  if (is_utf8(path)) return path;
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const char c : path) {
    hex += kDigits[static_cast<unsigned char>(c) >> 4];
    hex += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return {{"hex", hex}};
}

}  // namespace tbbimg
