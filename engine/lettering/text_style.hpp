// What a text looks like.
#pragma once

#include <optional>

#include "kernels/color/flatten.hpp"

namespace tbbimg {

/// Lengths are in pixels. Where text must be made smaller to fit, they all shrink with it.
struct TextOutline {
  double width = 0;  ///< around each glyph
  Rgb8 color;
};

struct TextShadow {
  double dx = 0;    ///< to the right, however the text is turned; rounded
  double dy = 0;    ///< down, rounded
  double blur = 0;  ///< standard deviation of a Gaussian
  Rgb8 color;
  double opacity = 1;
};

/// A rectangle behind the text, as wide as its widest line and as high as the font's lines, or more if the ink is.
struct TextBox {
  double padding = 0;  ///< on each side
  Rgb8 color;
  double opacity = 1;
};

struct TextStyle {
  double size = 16;  ///< of an em
  Rgb8 color{255, 255, 255};
  double rotation = 0;  ///< degrees, clockwise
  std::optional<TextOutline> outline = std::nullopt;
  std::optional<TextShadow> shadow = std::nullopt;
  std::optional<TextBox> box = std::nullopt;
};

}  // namespace tbbimg
