// A text as its fonts set it, before anything is known of its size.
#pragma once

#include <cstdint>

#include "engine/lettering/outline.hpp"

namespace tbbimg {

/// How the lines of a text stand to each other.
enum class TextAlign : std::uint8_t { left, center, right };

/// All lengths in ems, to be multiplied with the font's size. The origin is where the baseline of the first line
/// starts; lines are one `line_height` apart.
struct ShapedText {
  Outline outline;  ///< all glyphs
  int lines = 0;
  double width = 0;        ///< the widest line's advance
  double ascent = 0;       ///< of the font, above the baseline
  double descent = 0;      ///< below it, positive
  double line_height = 0;  ///< as the font's designer recommends

  /// Nothing to be seen: empty, or blanks.
  [[nodiscard]] bool empty() const noexcept { return outline.points.empty(); }
};

}  // namespace tbbimg
