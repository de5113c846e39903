// Figures and file names as people read them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tbbimg {

/// Whether a character does something else than to show itself: it steers a terminal (C0, DEL, C1), breaks a line,
/// turns the direction of the text around it, or cannot be seen. Not those that emoji and some scripts are written
/// with: U+200C, U+200D and the variation selectors.
[[nodiscard]] bool is_hidden(char32_t code) noexcept;

/// The text as UTF-8 that shows all of itself, on one line: what is_hidden(), and each byte that is part of no
/// character, is written as C++ escapes it in literals. For people: a backslash stays one.
[[nodiscard]] std::string one_line(std::string_view text);

/// "812 bytes", "1.5 KiB", "23.4 MiB", ...
[[nodiscard]] std::string human_bytes(std::uint64_t bytes);

/// "0.42 s", "12.3 s", "2 min 05 s", "1 h 02 min".
[[nodiscard]] std::string human_seconds(double seconds);

/// Three figures that count: "0.42", "12.3", "413".
[[nodiscard]] std::string human_number(double value);

/// A word that a shell reads back as `word`, and that one_line() leaves as it is; quoted only if it must be. What
/// cannot be shown stands in $'...' (POSIX 2024; bash, zsh, ksh, not dash).
[[nodiscard]] std::string shell_quoted(std::string_view word);

/// Words behind each other, as a shell reads them.
[[nodiscard]] std::string shell_words(std::span<const std::string> words);

/// The command that was typed, as a shell reads it; `arguments` without the name of the program.
[[nodiscard]] std::string command_text(std::span<const std::string> arguments);

}  // namespace tbbimg
