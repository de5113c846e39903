// What the subcommands that ask a journal have in common.
#pragma once

#include <string>
#include <vector>

#include "engine/journal/journal_index.hpp"
#include "tools/exit_code.hpp"

namespace tbbimg::tools {

/// The journal of OUT, of at least one run; or the code to end with, after it was told why.
[[nodiscard]] tl::expected<JournalIndex, ExitCode> load_journal(const std::string& output);

/// `recorded` without the shard: what is left, or failed, may be any shard's, and one run goes over all journals.
[[nodiscard]] std::vector<std::string> without_shard(const std::vector<std::string>& recorded);

/// The command that does what is left of the last run, for a shell in any folder.
[[nodiscard]] std::string resuming_command(const JournalRun& last);

}  // namespace tbbimg::tools
