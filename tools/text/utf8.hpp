// File names are bytes; whoever needs their characters gets them here.
#pragma once

#include <optional>
#include <string_view>

namespace tbbimg::tools {

struct Utf8Character {
  std::string_view bytes;
  std::optional<char32_t> code;  ///< nothing: a byte that begins no well-formed character
};

/// Takes the first character off `text`, which is not empty.
[[nodiscard]] Utf8Character take_character(std::string_view& text) noexcept;

/// Whether a character does something else than to show itself: it steers a terminal (C0, DEL, C1), breaks a line,
/// turns the direction of the text around it, or cannot be seen. Not those that emoji and some scripts are written
/// with: U+200C, U+200D and the variation selectors.
[[nodiscard]] bool is_hidden(char32_t code) noexcept;

}  // namespace tbbimg::tools
