// All that is printed: results on stdout, messages that are not about one image of a run on stderr.
#pragma once

#include <cstdio>
#include <string_view>

#include "kernels/core/error.hpp"
#include "tools/exit_code.hpp"

namespace tbbimg::tools {

/// `text` as it is.
void print_text(std::string_view text, std::FILE* to = stdout);
/// One line, control characters escaped.
void print_line(std::string_view text, std::FILE* to = stdout);

/// One line on stderr, "tbbimg: message", control characters escaped.
void print_message(std::string_view message);

/// print_message(), and the code to end with.
[[nodiscard]] ExitCode complain(ExitCode code, std::string_view message);
[[nodiscard]] ExitCode complain(ExitCode code, const Error& error);

/// Writes out what stdout still holds: `code`, or ExitCode::environment with a message if that failed (a full disk).
[[nodiscard]] ExitCode flush_results(ExitCode code);

}  // namespace tbbimg::tools
