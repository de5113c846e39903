#include <algorithm>
#include <cmath>
#include <numeric>
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

SeparableKernel::Taps smooth_taps(const std::vector<double>& half, SeparableKind kind, double sigma) {
  const AxisTaps taps = {symmetric_taps(half), 0};
  double sum = half.back();
  for (std::size_t i = 0; i + 1 < half.size(); ++i) sum += 2 * half[i];
  std::vector<float> floats;
  for (const double tap : half) floats.push_back(static_cast<float>(tap / sum));
  for (std::size_t i = half.size() - 1; i > 0; --i) floats.push_back(floats[i - 1]);
  return {taps, taps, kind, sigma, floats, floats};
}

double absolute_sum(std::span<const double> taps) {
  return std::accumulate(taps.begin(), taps.end(), 0.0, [](double sum, double tap) { return sum + std::abs(tap); });
}

// To a sum that is right: the largest tap takes what the others leave.
AxisTaps round_taps(std::span<const double> taps) {
  AxisTaps rounded;
  // Sums of products with 255 and kResizeFractionBits fit into 16 bits, and so does every tap.
  while (std::ldexp(absolute_sum(taps), -rounded.scale_bits) > 1.99) ++rounded.scale_bits;
  const double one = std::ldexp(1.0, kWeightBits - rounded.scale_bits);
  double left = 0;
  std::size_t largest = 0;
  for (std::size_t i = 0; i < taps.size(); ++i) {
    rounded.values.push_back(static_cast<std::int16_t>(std::lround(taps[i] * one)));
    left += taps[i] * one - rounded.values.back();
    if (std::abs(taps[i]) > std::abs(taps[largest])) largest = i;
  }
  rounded.values[largest] = static_cast<std::int16_t>(rounded.values[largest] + std::lround(left));
  return rounded;
}

Status check_taps(std::span<const double> taps) {
  if (taps.size() % 2 == 0 || taps.size() > SeparableKernel::kMaxTaps) {
    return fail(ErrorCode::invalid_argument, "a separable kernel of " + std::to_string(taps.size()) +
                                                 " taps is not possible: odd numbers from 1 to 255 are");
  }
  const auto finite = [](double tap) { return std::abs(tap) <= 1e6; };
  if (!std::all_of(taps.begin(), taps.end(), finite)) {
    return fail(ErrorCode::invalid_argument, "the taps of a separable kernel are within -1e6 to 1e6");
  }
  return {};
}

// What narrow lanes and running sums are made for.
bool is_smooth(std::span<const double> horizontal, std::span<const double> vertical) {
  const auto positive = [](double tap) { return tap >= 0; };
  return horizontal.size() >= 3 && std::equal(horizontal.begin(), horizontal.end(), vertical.begin(), vertical.end()) &&
         std::equal(horizontal.begin(), horizontal.end(), horizontal.rbegin()) &&
         std::all_of(horizontal.begin(), horizontal.end(), positive) && std::abs(absolute_sum(horizontal) - 1) < 1e-6;
}

}  // namespace

Result<SeparableKernel> SeparableKernel::create(std::span<const double> horizontal, std::span<const double> vertical) {
  TBBIMG_RETURN_IF_ERROR(check_taps(horizontal));
  TBBIMG_RETURN_IF_ERROR(check_taps(vertical));
  if (is_smooth(horizontal, vertical)) {
    const std::vector<double> half(horizontal.begin(),
                                   horizontal.begin() + static_cast<std::ptrdiff_t>(horizontal.size() / 2 + 1));
    return SeparableKernel(std::make_unique<const Taps>(smooth_taps(half, SeparableKind::smooth, 0)));
  }
  Taps taps = {round_taps(horizontal),
               round_taps(vertical),
               SeparableKind::any,
               0,
               std::vector<float>(horizontal.begin(), horizontal.end()),
               std::vector<float>(vertical.begin(), vertical.end())};
  // Half a unit of the rows between the passes, for every tap along rows.
  if (std::ldexp(absolute_sum(horizontal), taps.vertical.scale_bits - kResizeFractionBits - 1) > 0.4) {
    return fail(ErrorCode::unsupported, "the taps of this separable kernel are too large to be exact");
  }
  return SeparableKernel(std::make_unique<const Taps>(std::move(taps)));
}

SeparableKernel::SeparableKernel(std::unique_ptr<const Taps> taps) noexcept : taps_(std::move(taps)) {}
SeparableKernel::SeparableKernel(SeparableKernel&&) noexcept = default;
SeparableKernel& SeparableKernel::operator=(SeparableKernel&&) noexcept = default;
SeparableKernel::~SeparableKernel() = default;

std::span<const std::int16_t> SeparableKernel::taps() const noexcept { return taps_->horizontal.values; }
bool SeparableKernel::is_box() const noexcept { return taps_->kind == SeparableKind::box; }

int gaussian_radius(double sigma) noexcept { return std::max(1, static_cast<int>(std::ceil(3 * sigma))); }

Result<SeparableKernel> SeparableKernel::gaussian(double sigma) {
  if (!(sigma > 0.0 && sigma <= kMaxSigma)) {
    return fail(ErrorCode::invalid_argument,
                "a standard deviation of " + std::to_string(sigma) + " pixels is not above 0 and at most 1000");
  }
  const auto radius = static_cast<std::size_t>(gaussian_radius(sigma));
  std::vector<double> half(radius + 1);
  for (std::size_t i = 0; i <= radius; ++i) {
    const double x = static_cast<double>(radius - i) / sigma;
    half[i] = std::exp(-0.5 * x * x);
  }
  return SeparableKernel(std::make_unique<const Taps>(smooth_taps(half, SeparableKind::smooth, sigma)));
}

Result<SeparableKernel> SeparableKernel::box(int radius) {
  if (radius < 1 || radius > kMaxBoxRadius) {
    return fail(ErrorCode::invalid_argument, "a box of radius " + std::to_string(radius) +
                                                 " is not within the allowed 1 to " + std::to_string(kMaxBoxRadius));
  }
  const std::vector<double> half(static_cast<std::size_t>(radius) + 1, 1.0);
  return SeparableKernel(std::make_unique<const Taps>(smooth_taps(half, SeparableKind::box, 0)));
}

}  // namespace tbbimg
