// File names are bytes; what must be UTF-8 gets them through here.
#pragma once

#include <string>
#include <string_view>

namespace tbbimg::tools {

/// The text with U+FFFD for each byte that is no part of a well-formed character.
[[nodiscard]] std::string valid_utf8(std::string_view text);

}  // namespace tbbimg::tools
