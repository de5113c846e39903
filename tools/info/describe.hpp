// A file's facts for people and for programs.
#pragma once

#include <string>

#include "tools/info/file_facts.hpp"

namespace tbbimg::tools {

/// One line, control characters escaped.
[[nodiscard]] std::string line_of(const std::string& path, const FileFacts& facts);
/// A JSON object on one line.
[[nodiscard]] std::string json_of(const std::string& path, const FileFacts& facts);

}  // namespace tbbimg::tools
