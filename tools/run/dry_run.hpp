// What a run would do, for people.
#pragma once

#include <stop_token>

#include "engine/run/image_run.hpp"
#include "tools/exit_code.hpp"

namespace tbbimg::tools {

/// Prints "input -> OUT/name" for each output on stdout, and what would fail on stderr, until `stop` asks.
[[nodiscard]] ExitCode print_plan(const ImageRun& run, const std::stop_token& stop);

}  // namespace tbbimg::tools
