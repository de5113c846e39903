// What a run would do, without doing it.
#pragma once

#include "engine/pipeline/pipeline.hpp"
#include "tools/exit_code.hpp"
#include "tools/run/options.hpp"

namespace tbbimg::tools {

/// Prints "input -> OUT/name" for each output on stdout, and what would fail on stderr. Reads the first bytes of the
/// inputs; writes nothing, nor makes OUT.
[[nodiscard]] ExitCode dry_run(Pipeline pipeline, const RunArguments& arguments);

}  // namespace tbbimg::tools
