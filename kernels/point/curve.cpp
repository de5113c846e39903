#include "kernels/point/curve.hpp"

#include <algorithm>
#include <cmath>
#include <new>
#include <string>

namespace tbbimg {
namespace {

Status check_within(double value, double lowest, double highest, const char* name) {
  if (value >= lowest && value <= highest) return {};
  return fail(ErrorCode::invalid_argument, std::string(name) + " of " + std::to_string(value) +
                                               " is not within the allowed " + std::to_string(lowest) + " to " +
                                               std::to_string(highest));
}

}  // namespace

Result<Curve> Curve::brighten(double offset) {
  TBBIMG_RETURN_IF_ERROR(check_within(offset, -255, 255, "an offset"));
  return Curve([offset](double value) { return value + offset; });
}

Result<Curve> Curve::contrast(double factor) {
  TBBIMG_RETURN_IF_ERROR(check_within(factor, 0, kMaxContrast, "a contrast"));
  return Curve([factor](double value) { return (value - 127.5) * factor + 127.5; });
}

Result<Curve> Curve::gamma(double gamma) { return levels({.gamma = gamma}); }

Result<Curve> Curve::levels(const Levels& levels) {
  for (const double level : {levels.black, levels.white, levels.out_black, levels.out_white}) {
    TBBIMG_RETURN_IF_ERROR(check_within(level, 0, 255, "a level"));
  }
  TBBIMG_RETURN_IF_ERROR(check_within(levels.gamma, kMinGamma, kMaxGamma, "a gamma"));
  if (levels.white <= levels.black) {
    return fail(ErrorCode::invalid_argument, "the white level, " + std::to_string(levels.white) +
                                                 ", is not above the black one, " + std::to_string(levels.black));
  }
  try {
    return Curve([levels](double value) {
      const double place = std::clamp((value - levels.black) / (levels.white - levels.black), 0.0, 1.0);
      return levels.out_black + (levels.out_white - levels.out_black) * std::pow(place, 1 / levels.gamma);
    });
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "no memory for a curve");
  }
}

Curve Curve::invert() {
  return Curve([](double value) { return 255 - value; });
}

Result<Curve> Curve::threshold(double lowest) {
  TBBIMG_RETURN_IF_ERROR(check_within(lowest, 0, 255, "a threshold"));
  return Curve([lowest](double value) { return value >= lowest ? 255.0 : 0.0; });
}

double Curve::operator()(double value) const { return std::clamp(function_(value), 0.0, 255.0); }

}  // namespace tbbimg
