#include "engine/operations/crop_window.hpp"

#include <algorithm>
#include <cmath>

namespace tbbimg {
namespace {

int centre_on(double focus, int window, int side) noexcept {
  const double begin = std::ceil(focus * side - window / 2.0 - 0.5);  // halves as in place()
  return static_cast<int>(std::clamp(begin, 0.0, static_cast<double>(side - window)));
}

}  // namespace

Point locate(const CropWindow& choice, Size window, Size size) noexcept {
  if (const auto* placement = std::get_if<Placement>(&choice)) return place(window, size, *placement);
  const Focus& focus = std::get<Focus>(choice);
  return {centre_on(focus.x, window.width, size.width), centre_on(focus.y, window.height, size.height)};
}

}  // namespace tbbimg
