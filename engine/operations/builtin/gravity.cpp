#include "engine/operations/builtin/gravity.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tbbimg {
namespace {

constexpr std::array<std::string_view, 9> kGravityNames = {"center", "north",     "northeast", "east",     "southeast",
                                                           "south",  "southwest", "west",      "northwest"};

// The words of sharp, of CSS, and of compasses.
constexpr std::array<std::pair<const char*, const char*>, 30> kAliases = {{{"centre", "center"},
                                                                           {"middle", "center"},
                                                                           {"c", "center"},
                                                                           {"top", "north"},
                                                                           {"n", "north"},
                                                                           {"bottom", "south"},
                                                                           {"s", "south"},
                                                                           {"left", "west"},
                                                                           {"w", "west"},
                                                                           {"right", "east"},
                                                                           {"e", "east"},
                                                                           {"topleft", "northwest"},
                                                                           {"lefttop", "northwest"},
                                                                           {"nw", "northwest"},
                                                                           {"topright", "northeast"},
                                                                           {"righttop", "northeast"},
                                                                           {"ne", "northeast"},
                                                                           {"bottomleft", "southwest"},
                                                                           {"leftbottom", "southwest"},
                                                                           {"sw", "southwest"},
                                                                           {"bottomright", "southeast"},
                                                                           {"rightbottom", "southeast"},
                                                                           {"se", "southeast"},
                                                                           {"upperleft", "northwest"},
                                                                           {"upperright", "northeast"},
                                                                           {"lowerleft", "southwest"},
                                                                           {"lowerright", "southeast"},
                                                                           {"topcenter", "north"},
                                                                           {"bottomcenter", "south"},
                                                                           {"centercenter", "center"}}};

enum class Side : std::uint8_t { low, middle, high };

int place_axis(int inner, int outer, Side side, int offset) noexcept {
  switch (side) {
    case Side::low: return offset;
    case Side::high: return outer - inner - offset;
    case Side::middle: break;
  }
  const int room = outer - inner;
  return (room >= 0 ? room / 2 : (room - 1) / 2) + offset;
}

}  // namespace

Gravity parse_gravity(std::string_view name) noexcept {
  return static_cast<Gravity>(std::find(kGravityNames.begin(), kGravityNames.end(), name) - kGravityNames.begin());
}

Point place(Size inner, Size outer, Gravity gravity, Point offset) noexcept {
  const std::string_view name = kGravityNames[static_cast<std::size_t>(gravity)];
  const auto side = [name](std::string_view low, std::string_view high) {
    return name.find(low) != std::string_view::npos    ? Side::low
           : name.find(high) != std::string_view::npos ? Side::high
                                                       : Side::middle;
  };
  return {place_axis(inner.width, outer.width, side("west", "east"), offset.x),
          place_axis(inner.height, outer.height, side("north", "south"), offset.y)};
}

std::vector<Argument> gravity_arguments(std::string default_gravity) {
  Argument gravity =
      Argument::word("gravity", "the edge or corner to keep to; top, bottom right, ne and the like are the same",
                     std::vector<std::string>(kGravityNames.begin(), kGravityNames.end()), std::move(default_gravity));
  gravity.aliases.assign(kAliases.begin(), kAliases.end());
  return {std::move(gravity),
          Argument::integer("x", "pixels from that edge; to the right if gravity names no left or right edge",
                            -kMaxSide, kMaxSide, "0"),
          Argument::integer("y", "pixels from that edge; down if it names no top or bottom edge", -kMaxSide, kMaxSide,
                            "0")};
}

Placement parse_placement(const Arguments& arguments) {
  return {parse_gravity(arguments.text("gravity")), {arguments.integer("x"), arguments.integer("y")}};
}

}  // namespace tbbimg
