// The command line as a whole: from arguments to a subcommand that runs.
#pragma once

#include <span>
#include <string>

#include "tools/exit_code.hpp"

namespace tbbimg::tools {

/// Runs `tbbimg` with these arguments, the program's name left out. Does not throw.
[[nodiscard]] ExitCode run_command_line(std::span<char* const> arguments) noexcept;

/// An argument as it was typed. CLI11 2.1 takes a positional "[a,b]" apart as a list, so that each argument that begins
/// with '[', and each one behind "--", goes through it with a mark in front; whoever takes a value that may be a path
/// takes the mark off.
[[nodiscard]] std::string as_typed(const std::string& value);

}  // namespace tbbimg::tools
