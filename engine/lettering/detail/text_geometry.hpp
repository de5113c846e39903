// Where the parts of a text lie in its layer.
#pragma once

#include <cmath>

#include "engine/lettering/detail/rasterizer.hpp"
#include "engine/lettering/shaped_text.hpp"
#include "engine/lettering/text_style.hpp"

namespace tbbimg {

struct TextGeometry {
  TextStyle style;       ///< at the scale that fits
  double scale = 1;      ///< that of the style
  Similarity transform;  ///< ems to pixels of the layer
  Bounds box;            ///< style.box, before it is turned about the origin and moved by transform.dx, dy
  Size size;             ///< of the layer
};

/// The text must not be empty.
[[nodiscard]] TextGeometry arrange_text(const ShapedText& text, const TextStyle& style, Size inside);

/// A shadow is the same pixels elsewhere.
[[nodiscard]] inline int whole_pixels(double length) noexcept { return static_cast<int>(std::lround(length)); }

/// Below this standard deviation, in pixels, a blur is not to be seen.
inline constexpr double kLeastBlur = 0.2;

}  // namespace tbbimg
