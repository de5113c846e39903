// Where a smaller rectangle lies in a larger one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/operations/registry.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// As in ImageMagick and sharp: the edge or corner that the rectangle keeps to.
enum class Gravity : std::uint8_t {
  center,
  north,
  northeast,
  east,
  southeast,
  south,
  southwest,
  west,
  northwest,
};

/// `name` is one of gravity_arguments()' choices.
[[nodiscard]] Gravity parse_gravity(std::string_view name) noexcept;

/// Upper left corner of `inner` in `outer`. `offset` moves it away from the edges that it keeps to, and to the right
/// and down where it keeps to none. Halves of a pixel are rounded up and to the left.
[[nodiscard]] Point place(Size inner, Size outer, Gravity gravity, Point offset) noexcept;

struct Placement {
  Gravity gravity = Gravity::center;
  Point offset;

  friend constexpr bool operator==(const Placement&, const Placement&) noexcept = default;
};
[[nodiscard]] inline Point place(Size inner, Size outer, const Placement& placement) noexcept {
  return place(inner, outer, placement.gravity, placement.offset);
}

/// "gravity", "x" and "y", the same for every operation that has them.
[[nodiscard]] std::vector<Argument> gravity_arguments(std::string default_gravity);
/// Of an operation that has them.
[[nodiscard]] Placement parse_placement(const Arguments& arguments);

}  // namespace tbbimg
