#include "engine/lettering/outline.hpp"

#include <cmath>
#include <numbers>

namespace tbbimg {

Similarity Similarity::turn_and_scale(double degrees, double scale) noexcept {
  const double quarters = degrees / 90;
  if (quarters == std::floor(quarters)) {
    const int turns = static_cast<int>(std::fmod(quarters, 4) + 4) % 4;
    constexpr double kCosines[] = {1, 0, -1, 0};
    return {kCosines[turns] * scale, kCosines[(turns + 3) % 4] * scale, 0, 0};
  }
  const double angle = std::fmod(degrees, 360) * std::numbers::pi / 180;
  return {std::cos(angle) * scale, std::sin(angle) * scale, 0, 0};
}

}  // namespace tbbimg
