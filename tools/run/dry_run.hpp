// What a run would do, for people.
#pragma once

#include "engine/run/image_run.hpp"
#include "tools/exit_code.hpp"

namespace tbbimg::tools {

/// Prints "input -> OUT/name" for each output on stdout, and what would fail on stderr.
[[nodiscard]] ExitCode print_plan(const ImageRun& run);

}  // namespace tbbimg::tools
