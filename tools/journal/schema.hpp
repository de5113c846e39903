// The journal's format for programs.
#pragma once

#include <string>

namespace tbbimg::tools {

/// The JSON Schema (draft 7) of one line of a journal. engine/journal/README.md tells the same in words.
[[nodiscard]] std::string journal_schema();

}  // namespace tbbimg::tools
