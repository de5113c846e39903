// Code points, as far as setting text needs to know them.
#pragma once

#include <string>
#include <string_view>

#include "kernels/core/error.hpp"

namespace tbbimg {

/// Errors: invalid_argument; the message names the first byte that is not UTF-8 and where it stands.
[[nodiscard]] Result<std::u32string> decode_utf8(std::string_view text);

/// "U+4E2D '中'"
[[nodiscard]] std::string describe_character(char32_t character);

/// Cc, the general category of characters that are none to draw.
[[nodiscard]] bool is_control(char32_t character) noexcept;
/// What changes the character in front of it and is drawn with it: combining marks.
[[nodiscard]] bool is_mark(char32_t character) noexcept;
/// What need not be in a font because it is never drawn: joiners, directional marks, variation selectors, ...
/// (Default_Ignorable_Code_Point of the Unicode Character Database).
[[nodiscard]] bool is_ignorable(char32_t character) noexcept;

}  // namespace tbbimg
