// One line of text as glyphs.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "engine/lettering/detail/font_faces.hpp"
#include "engine/lettering/outline.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// In ems, from the left end of its baseline.
struct Line {
  Outline outline;
  double width = 0;
};

/// `files`: for each character the file of the stack that draws it. Errors: as Typeface::shape.
[[nodiscard]] Result<Line> shape_line(std::u32string_view characters, std::span<const std::size_t> files,
                                      const FontStack& stack, FontFaces& faces);

}  // namespace tbbimg
