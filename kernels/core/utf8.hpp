// UTF-8 with one verdict for everybody: surrogates, overlong forms and what lies above U+10FFFF are no characters
// (The Unicode Standard 15.0, table 3-7). File names are bytes, and need not hold any.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tbbimg {

struct Utf8Character {
  std::string_view bytes;
  std::optional<char32_t> code;  ///< nothing: `bytes` is one byte that begins no character
};

/// Takes the first character off `text`, which is not empty.
[[nodiscard]] Utf8Character take_character(std::string_view& text) noexcept;

/// Whether the text consists of characters alone.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// Text of unknown encoding as one line of UTF-8. If any byte of it is part of no UTF-8 character, the whole is read as
/// Windows-1252, which Latin-1 is a part of (WHATWG Encoding Standard; its five bytes without a character become
/// U+FFFD). Control characters become blanks; those at both ends are dropped.
[[nodiscard]] std::string one_line_utf8(std::string_view text);

/// The bytes of one character: neither a surrogate nor above U+10FFFF.
[[nodiscard]] std::string encode_utf8(char32_t character);

}  // namespace tbbimg
