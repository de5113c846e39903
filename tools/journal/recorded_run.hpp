// The run that a journal tells of.
#pragma once

#include "engine/journal/journal_line.hpp"
#include "engine/run/run_spec.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::tools {

/// With absolute paths. Of journals of schema 1 and 2, the arguments are parsed again and the recipe's file is read, as
/// it is now. Errors: invalid_argument, those of reading the recipe.
[[nodiscard]] Result<RunSpec> recorded_run(const JournalRun& last);

}  // namespace tbbimg::tools
