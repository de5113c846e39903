// JSON that is printed.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace tbbimg {

/// In ASCII, so that nothing in it steers a terminal: what is not is escaped. Bytes that are not UTF-8 become
/// U+FFFD. On one line, or indented.
[[nodiscard]] inline std::string dumped(const nlohmann::ordered_json& json, int indent = -1) {
  return json.dump(indent, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace tbbimg
