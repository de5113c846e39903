// File names are bytes; what must be UTF-8 gets them through here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tbbimg::tools {

/// Bytes of the well-formed character that `text`, which is not empty, begins with; 0 if it begins with none.
[[nodiscard]] std::size_t utf8_length(std::string_view text) noexcept;

/// The text with U+FFFD for each byte that is no part of a well-formed character.
[[nodiscard]] std::string valid_utf8(std::string_view text);

}  // namespace tbbimg::tools
