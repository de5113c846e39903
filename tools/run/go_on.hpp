// The commands that go on with a run, for people to paste.
#pragma once

#include <string>
#include <vector>

#include "engine/journal/journal_line.hpp"

namespace tbbimg::tools {

/// The folder that relative paths start from.
[[nodiscard]] std::string working_folder();

/// `recorded` without the shard: what is left, or failed, may be any shard's, and one run goes over all journals.
[[nodiscard]] std::vector<std::string> without_shard(const std::vector<std::string>& recorded);

/// The command that goes on with `arguments`, those of a `tbbimg run`.
[[nodiscard]] std::string command_to_go_on(const std::vector<std::string>& arguments);

/// The command that does what is left of the last run, for a shell in any folder.
[[nodiscard]] std::string resuming_command(const JournalRun& last);

}  // namespace tbbimg::tools
