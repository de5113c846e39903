// Lines that fit.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tbbimg::tools {

/// `text` in lines of at most `width` characters, broken between words; longer words stand alone. The first line begins
/// with `indent` blanks, those behind it with `hang` more. Blanks and line feeds of `text` are one.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width, std::size_t indent = 0,
                                  std::size_t hang = 0);

/// The same for lines that belong together: those that begin with a blank stay lines, and are broken only where they do
/// not fit; so do those that end with a colon.
[[nodiscard]] std::string reflowed(std::string_view text, std::size_t width);

}  // namespace tbbimg::tools
