// How a run ends for whoever typed it: the code, and the words where figures do not say why.
#pragma once

#include <string>

#include "engine/run/image_run.hpp"
#include "tools/exit_code.hpp"
#include "tools/run/options.hpp"

namespace tbbimg::tools {

/// Tells why a run cannot be done; the code to end with.
[[nodiscard]] ExitCode complain(const RunRefusal& refusal, const RunSpec& spec);

[[nodiscard]] ExitCode code_of(RunEnding ending) noexcept;

/// Why the run ended as it did, where the figures do not say it; empty otherwise. `command` is what goes on with it.
[[nodiscard]] std::string explain_end(const RunOutcome& outcome, const RunArguments& run, const std::string& command);

}  // namespace tbbimg::tools
