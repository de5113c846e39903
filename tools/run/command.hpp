// How a run comes from what was typed to an exit code.
#pragma once

#include <functional>

#include <tl/expected.hpp>

#include "engine/run/image_run.hpp"
#include "tools/exit_code.hpp"
#include "tools/run/options.hpp"

namespace tbbimg::tools {

/// Gives the run, or the code to end with after it was told why there is none. May hang: signals are heard before it is
/// called.
using SpecMaker = std::function<tl::expected<RunSpec, ExitCode>()>;

/// Does the run, or tells what it would do (RunArguments::dry_run). `run` says who watches it, and has its inputs and
/// its output.
[[nodiscard]] ExitCode execute_run(const RunArguments& run, const SpecMaker& make_spec, const TypedCommand& typed);

}  // namespace tbbimg::tools
