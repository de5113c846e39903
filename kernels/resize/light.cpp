#include "kernels/resize/light.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

namespace tbbimg {
namespace {

double to_light(double sample) noexcept {
  return sample <= 0.04045 ? sample / 12.92 : std::pow((sample + 0.055) / 1.055, 2.4);
}

double from_light(double light) noexcept {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
}

struct Tables {
  std::vector<float> to;
  std::vector<float> from;

  explicit Tables(int largest) : to(static_cast<std::size_t>(largest) + 1), from(kLightSteps + 2) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = static_cast<float>(to_light(static_cast<double>(i) / largest));
    for (std::size_t i = 0; i < from.size(); ++i) {
      const double root = static_cast<double>(i) / kLightSteps;
      from[i] = static_cast<float>(largest * from_light(root * root));
    }
  }
};

}  // namespace

LightTables srgb_tables(int bytes_per_sample) {
  const auto tables = [](const Tables& of) { return LightTables{of.to.data(), of.from.data()}; };
  if (bytes_per_sample == 1) {
    static const Tables kTables(255);
    return tables(kTables);
  }
  static const Tables kTables(65535);
  return tables(kTables);
}

}  // namespace tbbimg
