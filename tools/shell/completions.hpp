// What a shell completes behind the command's name.
#pragma once

#include <string>

#include "tools/shell/command_table.hpp"

namespace tbbimg::tools {

/// Scripts for the files that each shell looks for: completions/tbbimg, _tbbimg, tbbimg.fish.
[[nodiscard]] std::string bash_completions(const CommandEntry& command);
[[nodiscard]] std::string zsh_completions(const CommandEntry& command);
[[nodiscard]] std::string fish_completions(const CommandEntry& command);

}  // namespace tbbimg::tools
