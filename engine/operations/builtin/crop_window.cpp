#include "engine/operations/builtin/crop_window.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace tbbimg {
namespace {

constexpr std::string_view kAttention = "attention";
constexpr std::string_view kEntropy = "entropy";

int centre_on(double focus, int window, int side) noexcept {
  const double begin = std::ceil(focus * side - window / 2.0 - 0.5);  // halves as in place()
  return static_cast<int>(std::clamp(begin, 0.0, static_cast<double>(side - window)));
}

}  // namespace

Result<Point> locate(const CropWindow& choice, Size window, Size size, ConstImageView image, Kernels kernels) {
  if (const auto* interest = std::get_if<Interest>(&choice)) {
    return find_window(image, size, window, *interest, kernels);
  }
  if (const auto* focus = std::get_if<Focus>(&choice)) {
    return Point{centre_on(focus->x, window.width, size.width), centre_on(focus->y, window.height, size.height)};
  }
  return place(window, size, std::get<Placement>(choice));
}

std::size_t locate_scratch_bytes(const CropWindow& choice, Size image) noexcept {
  return std::holds_alternative<Interest>(choice) ? find_window_scratch_bytes(image) : 0;
}

std::vector<Argument> crop_window_arguments() {
  std::vector<Argument> arguments = gravity_arguments("center");
  Argument& gravity = arguments.front();
  gravity.help =
      "the edge or corner to keep, or what draws attention (edges, skin, saturated colours), or what has most entropy";
  gravity.choices.emplace_back(kAttention);
  gravity.choices.emplace_back(kEntropy);
  return arguments;
}

Result<CropWindow> parse_crop_window(std::string_view gravity, Point offset) {
  if (gravity != kAttention && gravity != kEntropy) return CropWindow(Placement{parse_gravity(gravity), offset});
  if (offset != Point{}) {
    return fail(ErrorCode::invalid_argument, "x and y are offsets from an edge; gravity=" + std::string(gravity) +
                                                 " finds its place by itself: leave them out");
  }
  return CropWindow(gravity == kAttention ? Interest::attention : Interest::entropy);
}

}  // namespace tbbimg
