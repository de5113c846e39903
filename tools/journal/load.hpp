// What the subcommands that ask a journal have in common.
#pragma once

#include <string>

#include "engine/journal/journal_index.hpp"
#include "tools/exit_code.hpp"

namespace tbbimg::tools {

/// The journal of OUT, of at least one run; or the code to end with, after it was told why.
[[nodiscard]] tl::expected<JournalIndex, ExitCode> load_journal(const std::string& output);

}  // namespace tbbimg::tools
