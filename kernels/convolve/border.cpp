#include "kernels/convolve/border.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace tbbimg {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"mirror", "clamp", "wrap", "constant"};

int modulo(int value, int divisor) noexcept {
  const int rest = value % divisor;
  return rest < 0 ? rest + divisor : rest;
}

}  // namespace

std::string_view to_string(Border border) noexcept { return kNames[static_cast<std::size_t>(border)]; }

Result<Border> parse_border(std::string_view name) {
  const auto* const found = std::find(kNames.begin(), kNames.end(), name);
  if (found != kNames.end()) return static_cast<Border>(found - kNames.begin());
  return fail(ErrorCode::invalid_argument,
              "'" + std::string(name) + "' is not a border; use mirror, clamp, wrap or constant");
}

int border_index(int index, int size, Border border) noexcept {
  if (index >= 0 && index < size) return index;
  switch (border) {
    case Border::mirror: {
      if (size == 1) return 0;
      const int period = 2 * (size - 1);
      const int phase = modulo(index, period);
      return phase < size ? phase : period - phase;
    }
    case Border::clamp: return index < 0 ? 0 : size - 1;
    case Border::wrap: return modulo(index, size);
    case Border::constant: break;
  }
  return kOutside;
}

}  // namespace tbbimg
