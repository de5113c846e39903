#include "engine/lettering/detail/text_geometry.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "kernels/convolve/separable.hpp"

namespace tbbimg {
namespace {

TextStyle scaled(TextStyle style, double scale) noexcept {
  style.size *= scale;
  if (style.outline) style.outline->width *= scale;
  if (style.shadow) {
    style.shadow->dx *= scale;
    style.shadow->dy *= scale;
    style.shadow->blur *= scale;
  }
  if (style.box) style.box->padding *= scale;
  return style;
}

// Before it is turned.
Bounds box_of(const ShapedText& text, const TextStyle& style, bool whole_pixels) {
  const double outline = style.outline ? style.outline->width : 0;
  const Bounds lines{0, -text.ascent * style.size, text.width * style.size,
                     ((text.lines - 1) * text.line_height + text.descent) * style.size};
  const Bounds ink = bounds_of(text.outline, Similarity::turn_and_scale(0, style.size)).grown(outline);
  const Bounds box = lines.joined(ink).grown(style.box->padding);
  return whole_pixels ? box.rounded_out() : box;
}

Bounds turned(const Bounds& box, double degrees) noexcept {
  const Similarity turn = Similarity::turn_and_scale(degrees, 1);
  const std::array<OutlinePoint, 4> corners = {turn({box.left, box.top}), turn({box.right, box.top}),
                                               turn({box.right, box.bottom}), turn({box.left, box.bottom})};
  Bounds bounds{corners[0].x, corners[0].y, corners[0].x, corners[0].y};
  for (const OutlinePoint corner : corners) bounds = bounds.joined({corner.x, corner.y, corner.x, corner.y});
  return bounds;
}

// Of everything, with the first line's baseline starting at the origin.
Bounds bounds_of_all(const ShapedText& text, const TextStyle& style, const Bounds& box) {
  Bounds glyphs = bounds_of(text.outline, Similarity::turn_and_scale(style.rotation, style.size));
  if (style.outline) glyphs = glyphs.grown(style.outline->width);
  Bounds all = glyphs;
  if (style.shadow) {
    const double blur = style.shadow->blur >= kLeastBlur ? gaussian_radius(style.shadow->blur) : 0;
    all = all.joined(glyphs.moved(whole_pixels(style.shadow->dx), whole_pixels(style.shadow->dy)).grown(blur));
  }
  return style.box ? all.joined(turned(box, style.rotation)) : all;
}

// Shrinks until what is drawn is no larger than `inside`, and then begins at its first pixels.
TextGeometry arrange_smaller(const ShapedText& text, TextGeometry geometry, Size inside, Bounds bounds) {
  // What rounding leaves over the edge, in pixels: it is cut off.
  constexpr double kTolerance = 1.0 / 32;
  const TextStyle style = geometry.style;
  // Once is enough but for a blur, which reaches whole pixels far.
  while (bounds.width() > inside.width + kTolerance || bounds.height() > inside.height + kTolerance) {
    geometry.scale *= std::min({inside.width / bounds.width(), inside.height / bounds.height(), 1.0});
    geometry.style = scaled(style, geometry.scale);
    if (style.box) geometry.box = box_of(text, geometry.style, false);
    bounds = bounds_of_all(text, geometry.style, geometry.box);
  }
  geometry.transform = Similarity::turn_and_scale(style.rotation, geometry.style.size);
  geometry.transform.dx = -bounds.left;
  geometry.transform.dy = -bounds.top;
  geometry.size = {std::clamp(static_cast<int>(std::ceil(bounds.width())), 1, inside.width),
                   std::clamp(static_cast<int>(std::ceil(bounds.height())), 1, inside.height)};
  return geometry;
}

}  // namespace

TextGeometry arrange_text(const ShapedText& text, const TextStyle& style, Size inside) {
  TextGeometry geometry;
  geometry.style = style;
  if (style.box) geometry.box = box_of(text, style, true);
  const Bounds exact = bounds_of_all(text, style, geometry.box);
  const Bounds bounds = exact.rounded_out();
  if (bounds.width() > inside.width || bounds.height() > inside.height) {
    return arrange_smaller(text, geometry, inside, exact);
  }
  geometry.transform = Similarity::turn_and_scale(style.rotation, style.size);
  geometry.transform.dx = -bounds.left;
  geometry.transform.dy = -bounds.top;
  geometry.size = {static_cast<int>(bounds.width()), static_cast<int>(bounds.height())};
  return geometry;
}

}  // namespace tbbimg
