// Figures and file names as people read them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tbbimg::tools {

/// The text with control characters, line breaks among them, written as \n, \t or \x1b: it stays on one line and
/// cannot steer a terminal. Other bytes, valid UTF-8 or not, stay as they are.
[[nodiscard]] std::string one_line(std::string_view text);

/// "812 bytes", "1.5 KiB", "23.4 MiB", ...
[[nodiscard]] std::string human_bytes(std::uint64_t bytes);

/// "0.42 s", "12.3 s", "2:05", "1:02:05".
[[nodiscard]] std::string human_seconds(double seconds);

/// Three figures that count: "0.42", "12.3", "413".
[[nodiscard]] std::string human_number(double value);

/// A word that a POSIX shell reads back as `word`; quoted only if it must be.
[[nodiscard]] std::string shell_quoted(std::string_view word);

/// The command that was typed, as a shell reads it; `arguments` without the name of the program.
[[nodiscard]] std::string command_text(std::span<const std::string> arguments);

}  // namespace tbbimg::tools
