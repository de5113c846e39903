// What a terminal obeys instead of showing it.
#pragma once

namespace tbbimg::tools {

/// Whether a character does something else than to show itself: it steers a terminal (C0, DEL, C1), breaks a line,
/// turns the direction of the text around it, or cannot be seen. Not those that emoji and some scripts are written
/// with: U+200C, U+200D and the variation selectors.
[[nodiscard]] bool is_hidden(char32_t code) noexcept;

}  // namespace tbbimg::tools
