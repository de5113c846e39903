// The manual in roff, as man(7) has it.
#pragma once

#include <string>

#include "tools/shell/command_table.hpp"

namespace tbbimg::tools {

[[nodiscard]] std::string man_page(const CommandEntry& command);

}  // namespace tbbimg::tools
