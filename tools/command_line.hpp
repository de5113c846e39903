// The command line as a whole: from arguments to a subcommand that runs.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "tools/exit_code.hpp"

namespace tbbimg::tools {

/// Runs `tbbimg` with these arguments, the program's name left out. Does not throw.
[[nodiscard]] ExitCode run_command_line(std::span<char* const> arguments) noexcept;

/// As CLI::App::parse() takes them: reversed, with the marks that as_typed() takes off. Behind "--" all are marked and
/// it is left out, because CLI11 2.1 would leave the subcommand there.
[[nodiscard]] std::vector<std::string> marked(const std::vector<std::string>& arguments);

/// An argument as it was typed. CLI11 2.1 takes a positional "[a,b]" apart as a list, so that each argument that begins
/// with '[', and each one behind "--", goes through it with a mark in front; whoever takes a value that may be a path
/// takes the mark off.
[[nodiscard]] std::string as_typed(const std::string& value);

}  // namespace tbbimg::tools
