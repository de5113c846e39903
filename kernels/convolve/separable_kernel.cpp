#include <algorithm>
#include <cmath>
#include <string>

#include "kernels/convolve/separable.hpp"
#include "kernels/convolve/separable_taps.hpp"
#include "kernels/resize/table.hpp"

namespace tbbimg {
namespace {

// Taps of the given shape (its first is the outermost), symmetric: rounding errors are carried inwards, and the centre
// takes what is left of the sum.
std::vector<std::int16_t> symmetric_taps(const std::vector<double>& half) {
  constexpr int kOne = 1 << kWeightBits;
  double sum = half.back();
  for (std::size_t i = 0; i + 1 < half.size(); ++i) sum += 2 * half[i];
  const std::size_t radius = half.size() - 1;
  std::vector<std::int16_t> taps(2 * radius + 1);
  double exact = 0;
  int given = 0;
  for (std::size_t i = 0; i < radius; ++i) {
    exact += half[i] / sum * kOne;
    const int tap = static_cast<int>(std::lround(exact)) - given;
    given += tap;
    taps[i] = taps[2 * radius - i] = static_cast<std::int16_t>(tap);
  }
  taps[radius] = static_cast<std::int16_t>(kOne - 2 * given);
  return taps;
}

}  // namespace

SeparableKernel::SeparableKernel(std::unique_ptr<const Taps> taps) noexcept : taps_(std::move(taps)) {}
SeparableKernel::SeparableKernel(SeparableKernel&&) noexcept = default;
SeparableKernel& SeparableKernel::operator=(SeparableKernel&&) noexcept = default;
SeparableKernel::~SeparableKernel() = default;

std::span<const std::int16_t> SeparableKernel::taps() const noexcept { return taps_->values; }
bool SeparableKernel::is_box() const noexcept { return taps_->is_box; }

Result<SeparableKernel> SeparableKernel::gaussian(double sigma) {
  if (!(sigma > 0.0 && sigma <= kMaxSigma)) {
    return fail(ErrorCode::invalid_argument,
                "a standard deviation of " + std::to_string(sigma) + " pixels is not above 0 and at most 64");
  }
  const auto radius = static_cast<std::size_t>(std::max(1.0, std::ceil(3 * sigma)));
  std::vector<double> half(radius + 1);
  for (std::size_t i = 0; i <= radius; ++i) {
    const double x = static_cast<double>(radius - i) / sigma;
    half[i] = std::exp(-0.5 * x * x);
  }
  return SeparableKernel(std::make_unique<const Taps>(Taps{symmetric_taps(half), false}));
}

Result<SeparableKernel> SeparableKernel::box(int radius) {
  if (radius < 1 || radius > kMaxBoxRadius) {
    return fail(ErrorCode::invalid_argument,
                "a box of radius " + std::to_string(radius) + " is not within the allowed 1 to 255");
  }
  const std::vector<double> half(static_cast<std::size_t>(radius) + 1, 1.0);
  return SeparableKernel(std::make_unique<const Taps>(Taps{symmetric_taps(half), true}));
}

}  // namespace tbbimg
