// What a run does when something fails, as typed.
#pragma once

#include <chrono>

#include "engine/pipeline/pipeline.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace tbbimg::tools {

struct RecoveryArguments {
  bool stop_at_first_failure = false;      ///< --on-error fail
  std::chrono::milliseconds grace{2'000};  ///< from the first signal to the end of the run
};

/// Adds --on-error, --max-errors, --retries, --timeout, --breaker-timeout and --grace, which fill both.
void add_recovery_options(CLI::App& app, RecoveryArguments& arguments, RunOptions& options);

/// What an option's check cannot see. Errors: invalid_argument.
[[nodiscard]] Status complete(const RecoveryArguments& arguments, RunOptions& options);

/// Calls that should end and do not are waited for this long before the run does without them: short enough that a
/// second Ctrl-C ends the run within a second.
inline constexpr std::chrono::milliseconds kGiveUpAfter{400};

}  // namespace tbbimg::tools
