// What Ctrl-C and its like do to subcommands that begin no run, and have nothing to go on with.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>

#include "tools/exit_code.hpp"

namespace tbbimg::tools {

/// Asks to stop at the first signal of those that stop a run. A second later the process ends with
/// ExitCode::interrupted, whatever it waits for, which `what_hangs` says ("a file takes long to read"). A third signal
/// ends it at once. A reader of the results that ends still ends the process by SIGPIPE. To be called once, before the
/// first thread is started.
[[nodiscard]] std::stop_token stop_on_signals(std::string_view what_hangs);

/// "interrupted: 3 of 5 files were looked at" on stderr, and the code to end with.
[[nodiscard]] ExitCode interrupted(std::string_view how_far);

}  // namespace tbbimg::tools
