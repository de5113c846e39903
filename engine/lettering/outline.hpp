// Closed curves that a text is drawn with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tbbimg {

struct OutlinePoint {
  double x = 0;  ///< to the right
  double y = 0;  ///< down

  friend constexpr bool operator==(OutlinePoint, OutlinePoint) noexcept = default;
};

/// Contours of quadratic and cubic splines in any unit, as fonts have them; what their winding number is not zero of is
/// inside. All glyphs wind the same way, so that those that overlap are one.
struct Outline {
  std::vector<OutlinePoint> points;
  std::vector<std::uint8_t> tags;  ///< of each point: on the curve, or what kind of control point (FreeType's bits)
  std::vector<std::size_t> contour_ends;  ///< of each contour, one past its last point
  std::vector<std::size_t> glyph_ends;    ///< of each glyph, one past its last contour
};

/// Turns, enlarges, moves: x' = a x - b y + dx, y' = b x + a y + dy.
struct Similarity {
  double a = 1;
  double b = 0;
  double dx = 0;
  double dy = 0;

  /// Clockwise by `degrees`, exactly for multiples of 90.
  [[nodiscard]] static Similarity turn_and_scale(double degrees, double scale) noexcept;
  [[nodiscard]] OutlinePoint operator()(OutlinePoint point) const noexcept {
    return {a * point.x - b * point.y + dx, b * point.x + a * point.y + dy};
  }
};

}  // namespace tbbimg
