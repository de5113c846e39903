#include "engine/operations/builtin/fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "kernels/core/validate.hpp"

namespace tbbimg {
namespace {

constexpr std::array<std::string_view, 5> kNames = {"fill", "inside", "outside", "cover", "contain"};

// Of what is never made as a whole, because only the box is cut from it: any that coordinates hold.
constexpr double kMaxScaledSide = 1 << 30;

struct Scale {
  double across;
  double down;
};

Scale scale_into(Size image, Size box, Fit fit, bool enlarge) noexcept {
  double across = static_cast<double>(box.width) / image.width;
  double down = static_cast<double>(box.height) / image.height;
  if (box.width == 0) across = down;
  if (box.height == 0) down = across;
  if (fit == Fit::outside || fit == Fit::cover) across = down = std::max(across, down);
  if (fit == Fit::inside || fit == Fit::contain) across = down = std::min(across, down);
  return enlarge ? Scale{across, down} : Scale{std::min(across, 1.0), std::min(down, 1.0)};
}

}  // namespace

Result<FittedSize> fit_into(Size image, Size box, Fit fit, bool enlarge) {
  const auto [across, down] = scale_into(image, box, fit, enlarge);
  const double longest = std::max(image.width * across, image.height * down);
  if (longest > (fit == Fit::cover ? kMaxScaledSide : kMaxSide + 0.25)) {
    return fail(ErrorCode::limit_exceeded, "an image of " + to_string(image) + " would get a side of " +
                                               std::to_string(std::llround(longest)) + " pixels, and " +
                                               std::to_string(kMaxSide) + " are the most; make the box smaller");
  }
  const auto scaled = [](int side, double scale) { return std::max(1, static_cast<int>(std::lround(side * scale))); };
  const Size whole = {scaled(image.width, across), scaled(image.height, down)};
  if (fit == Fit::contain) return FittedSize{whole, box};
  if (fit != Fit::cover) return FittedSize{whole, whole};
  return FittedSize{whole, {std::min(box.width, whole.width), std::min(box.height, whole.height)}};
}

std::vector<Argument> fit_arguments() {
  return {
      Argument::word(
          "fit",
          "fill: exactly the box; inside: held by it; outside: covers it; cover: cut to it; contain: padded to it; all "
          "but fill keep the aspect ratio",
          std::vector<std::string>(kNames.begin(), kNames.end()), "fill"),
      Argument::word("enlarge", "whether images grow that are smaller", {"yes", "no"}, "yes")};
}

Fit parse_fit(std::string_view name) noexcept {
  return static_cast<Fit>(std::find(kNames.begin(), kNames.end(), name) - kNames.begin());
}

}  // namespace tbbimg
